from django.apps import AppConfig


class CityConfig(AppConfig):
    name = "lorong.kernel.city"
    label = "city"
