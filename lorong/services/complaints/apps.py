from importlib import import_module

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "lorong.services.complaints"
    label = "complaints"

    def ready(self) -> None:
        # The doorbell names actions, which need the tables; those are there only from this moment on.
        service = import_module("lorong.services.complaints.service")
        import_module("lorong.kernel.catalog.registry").register(service.SERVICE)
