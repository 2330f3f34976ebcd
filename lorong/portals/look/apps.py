from django.apps import AppConfig


class LookConfig(AppConfig):
    """The look: one stylesheet, base pages, parts. No tables, no rules."""

    name = "lorong.portals.look"
    label = "look"
