"""The library's signature, with every part encoded once.

The library builds a signature as a tree, and encodes a branch that it has built anew each time somebody asks for it, twice
at every level below: with the issuer's name eleven levels down, that is four fifths of signing. Here each part is encoded as
soon as the library has built it, and read back. The bytes are the same (`tests/test_sign.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from asn1crypto import cms, keys, x509  # type: ignore[import-untyped]
from pyhanko.sign.attributes import CMSAttributeProvider
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_cms import CAdESSignedAttributeProviderSpec, PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import CertificateStore


class Hand(SimpleSigner):
    """Signs as the PAdES baseline wants it, with one key; chain: certificates that are put beside the signer's own."""

    def __init__(self, *, certificate: x509.Certificate, key: keys.PrivateKeyInfo, chain: CertificateStore) -> None:
        super().__init__(signing_cert=certificate, signing_key=key, cert_registry=chain)
        self.signed_attr_prov_spec = _Told(PdfCMSSignedAttributes(), certificate, is_pades=True, timestamper=None)

    async def signed_attrs(self, *args: Any, **kwargs: Any) -> cms.CMSAttributes:
        """What is signed: the digest of the document, and whose certificate it is."""
        return _encoded(await super().signed_attrs(*args, **kwargs))

    def signer_info(self, *args: Any, **kwargs: Any) -> cms.SignerInfo:
        """Who signs, what, and the signature."""
        return _encoded(super().signer_info(*args, **kwargs))


class _Told(CAdESSignedAttributeProviderSpec):
    def signed_attr_providers(self, data_digest: bytes, digest_algorithm: str) -> Iterable[CMSAttributeProvider]:
        return [_Encoded(each) for each in super().signed_attr_providers(data_digest, digest_algorithm)]


class _Encoded(CMSAttributeProvider):
    def __init__(self, provider: CMSAttributeProvider) -> None:
        self.provider, self.attribute_type = provider, provider.attribute_type

    async def build_attr_value(self, dry_run: bool = False) -> Any:
        return _encoded(await self.provider.build_attr_value(dry_run=dry_run))  # type: ignore[no-untyped-call]


def _encoded(built: Any) -> Any:
    return type(built).load(built.dump())
