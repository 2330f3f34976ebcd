from django.apps import AppConfig


class ApplyingConfig(AppConfig):
    name = "lorong.portals.applying"
    label = "portal_applying"
