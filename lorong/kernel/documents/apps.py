from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "lorong.kernel.documents"
    label = "documents"
