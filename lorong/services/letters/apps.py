from importlib import import_module

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "lorong.services.letters"
    label = "letters"

    def ready(self) -> None:
        # The doorbell names actions, which need the tables; those are there only from this moment on.
        service = import_module("lorong.services.letters.service")
        import_module("lorong.kernel.catalog.registry").register(service.SERVICE)
