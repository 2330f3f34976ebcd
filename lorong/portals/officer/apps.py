from django.apps import AppConfig


class OfficerConfig(AppConfig):
    name = "lorong.portals.officer"
    label = "portal_officer"
