from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lorong.portals.accounts"
    label = "portal_accounts"
