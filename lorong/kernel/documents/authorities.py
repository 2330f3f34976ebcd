"""The house's own keys: the certificate authority and the key of QR payloads, made once, sealed by the keyring."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from lorong.kernel.city import queries as city
from lorong.kernel.documents.models import Authority
from lorong.kernel.documents.signing.authority import Made, make_authority, make_key_pair

CA = "ca"
QR = "qr"
CONTEXT = "documents.authority"


def authority(name: str) -> Made:
    """The authority `name` (CA or QR) with its private key, made when it is first needed; of two makers one wins."""
    found = Authority.objects.filter(pk=name).first()
    if found is None:
        made = make_authority(city.this_city().name or "Lorong", timezone.now()) if name == CA else make_key_pair()
        sealed = settings.KEYRING.seal(made.private_key, context=f"{CONTEXT}.{name}")
        row = Authority(name=name, certificate=made.certificate, public_key=made.public_key, private_key=sealed)
        Authority.objects.bulk_create([row], ignore_conflicts=True)
        found = Authority.objects.get(pk=name)
    private = settings.KEYRING.open(bytes(found.private_key), context=f"{CONTEXT}.{name}")
    return Made(found.certificate, found.public_key, private)


def issuer_words() -> str:
    """Who issues the certificates that letters are signed with, as the foot of a letter says it."""
    if settings.SIGNER == "national":
        return "Balai Besar Sertifikasi Elektronik (BSrE), BSSN"
    return f"otoritas sertifikat {city.this_city().name or 'pemerintah'} sendiri, bukan BSrE"
