from importlib import import_module

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "lorong.services.hotline"
    label = "hotline"

    def ready(self) -> None:
        # The doorbell names actions, which need the tables; those are there only from this moment on.
        service = import_module("lorong.services.hotline.service")
        import_module("lorong.kernel.catalog.registry").register(service.SERVICE)
