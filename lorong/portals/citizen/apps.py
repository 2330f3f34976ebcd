from django.apps import AppConfig


class CitizenConfig(AppConfig):
    name = "lorong.portals.citizen"
    label = "portal_citizen"
