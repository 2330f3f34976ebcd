from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "lorong.kernel.catalog"
    label = "catalog"
