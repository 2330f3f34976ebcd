from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lorong.kernel.audit"
    label = "audit"
