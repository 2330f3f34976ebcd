from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lorong.kernel.people"
    label = "people"
