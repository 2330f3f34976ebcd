from hypothesis import settings

# a slow machine is not a failing test
settings.register_profile("house", deadline=None)
settings.load_profile("house")
