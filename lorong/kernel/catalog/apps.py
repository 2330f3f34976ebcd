from django.apps import AppConfig

from lorong.kernel.catalog import demo, registry


class CatalogConfig(AppConfig):
    name = "lorong.kernel.catalog"
    label = "catalog"

    def ready(self) -> None:
        registry.register(demo.SERVICE)
