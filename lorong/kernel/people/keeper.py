"""What django-allauth asks of this house: how secrets are sealed, what a passkey belongs to."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlsplit

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from lorong.kernel.people.models import Account

SECRETS_CONTEXT = "mfa.secret"
SECRETS = ("secret", "seed")  # sealed members of a factor's data


class FactorKeeper(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps and recovery codes are sealed like every personal field."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(settings.KEYRING.seal(text, context=SECRETS_CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        opened: str = settings.KEYRING.open(base64.b64decode(encrypted_text), context=SECRETS_CONTEXT)
        return opened

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        # The public address, not the request's host: a passkey made here is good here only, whatever a header says.
        host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
        return {"id": host, "name": host}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        name = user.person.name if user.person is not None else "Warga"
        return {"id": user_pk_to_url_str(user).encode(), "display_name": name, "name": name}

    def get_totp_label(self, user: Account) -> str:
        return user.person.name if user.person is not None else "Warga"

    def get_totp_issuer(self) -> str:
        return urlsplit(settings.PUBLIC_URL).hostname or "localhost"

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: what an owner is told goes through the house's own messages."""
