"""An app at the door: whose key it shows, and how often it may.

An extra room, and outside of actions: that a key was used is no act of a person.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from lorong.kernel.people import limits
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotFound
from lorong.services.complaints.models import ApiKey
from lorong.services.complaints.open311.errors import NoKey

PREFIX = "o311_"  # whoever finds one in a file knows what it is
MEANS = "open311"
_USE_IS_NOTED = timedelta(minutes=1)
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class FreshKey:
    """A key just made. `text` is there once; the house keeps its hash only."""

    row: ApiKey
    text: str = field(repr=False)


def hash_of(text: str) -> bytes:
    """What is kept of a key (32 bytes). It has 256 random bits, so a plain hash cannot be searched."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def good_key(text: str, *, address: str, at: datetime) -> ApiKey:
    """The key with this text. address: where the request came from, slowed down when it tries many.

    Raises NoKey for none, an unknown and a revoked one alike; TooMany. Notes that it was used, at most once a minute.
    """
    found = ApiKey.objects.filter(key_hash=hash_of(text), revoked_at=None).first() if text else None
    if found is None:
        limits.failed(MEANS, address, at=at)
        limits.admit(MEANS, address, known=False, at=at)
        raise NoKey(phrase("api_key tidak ada atau tidak berlaku. Minta kunci kepada admin kota."), field="api_key")
    lately = Q(last_used_at=None) | Q(last_used_at__lt=at - _USE_IS_NOTED)
    ApiKey.objects.filter(lately, pk=found.pk).update(last_used_at=at)
    return found


def spend(key: ApiKey, *, at: datetime) -> None:
    """Count one report sent with a key. Raises TooMany beyond what it is good for in a day."""
    said = phrase(
        "Aplikasi ini sudah mengirim {most} laporan hari ini. Lanjutkan besok, atau minta batas yang lebih besar.", most=key.a_day
    )
    limits.apply(limits.Rule("open311-lapor", key.a_day, _DAY, said), str(key.pk), at=at)


def all_keys() -> list[ApiKey]:
    """Every key, the newest first."""
    return list(ApiKey.objects.order_by("-pk"))


def key(key_id: int) -> ApiKey:
    """One key. Raises NotFound."""
    found = ApiKey.objects.filter(pk=key_id).first()
    if found is None:
        raise NotFound(phrase("Kunci itu tidak ada. Lihat daftarnya dengan: open311_key list."))
    return found
