from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "lorong.portals.public"
    label = "portal_public"
