from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "lorong.portals.api"
    label = "portal_api"
