from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "lorong.services.letters"
    label = "letters"
