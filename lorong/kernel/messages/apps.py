from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "lorong.kernel.messages"
    label = "outbox"
