from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "lorong.kernel.cases"
    label = "cases"
