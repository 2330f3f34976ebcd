from django.apps import AppConfig


class CommandConfig(AppConfig):
    name = "lorong.portals.command"
    label = "portal_command"
