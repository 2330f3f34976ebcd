"""How a letter's PDF gets its signature: this house's own certificates, or the national service's door."""

from __future__ import annotations

from lorong.kernel.documents.signing.local import LocalSigner
from lorong.kernel.documents.signing.national import NationalSigner
from lorong.kernel.documents.signing.protocol import Signer, SigningOrder

__all__ = ["LocalSigner", "NationalSigner", "Signer", "SigningOrder"]
