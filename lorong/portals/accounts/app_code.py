"""The secret of an authenticator app, drawn for scanning and spelled for typing."""

from __future__ import annotations

from typing import Any

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.safestring import SafeString, mark_safe


def new_secret() -> str:
    """A fresh secret (base32)."""
    secret: str = generate_totp_secret()
    return secret


def drawn(account: AbstractBaseUser, secret: str) -> SafeString:
    """A QR code as SVG. It is made of squares only: nothing of what it holds is text in the page."""
    address: str = get_adapter().build_totp_url(account, secret)
    code: Any = segno.make(address, error="m", micro=False)
    svg: str = code.svg_inline(scale=5, border=3, dark="#000", light="#fff", svgclass=None, lineclass=None)
    return mark_safe(svg)  # noqa: S308 - drawn here, holds no text


def spaced(secret: str) -> str:
    """Groups of four letters."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
