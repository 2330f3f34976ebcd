"""The local certificate authority: ECDSA P-256, made once per house. Pure functions over keys and certificates.

A certificate of this authority is trusted by this house alone; every letter names it as its issuer.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE = timedelta(days=3650)
_CLOCK_SLACK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Made:
    """A key pair: `certificate` and `public_key` in PEM, `private_key` as PKCS#8 DER in base64."""

    certificate: str
    public_key: str
    private_key: str


def make_authority(city: str, at: datetime) -> Made:
    """The root of the house: signs certificates and nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Otoritas Sertifikat {city}", "Sertifikat setempat", city)
    builder = _builder(name, name, key.public_key(), at, at + AUTHORITY_LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(certificates=True), critical=True)
    return _made(builder.sign(key, hashes.SHA256()), key)


def make_key_pair() -> Made:
    """A bare P-256 pair, for the payloads in QR codes."""
    key = ec.generate_private_key(ec.SECP256R1())
    return Made("", _public_pem(key.public_key()), _private_text(key))


def certify(authority: Made, *, name: str, unit: str, city: str, title: str, at: datetime, until: datetime) -> Made:
    """A key and certificate for an official: CN is the name, title the office, OU the unit, O the city."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.load_pem_x509_certificate(authority.certificate.encode())
    builder = _builder(_name(name, unit, city, title), issuer.subject, key.public_key(), at, until)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(certificates=False), critical=True)
    email = ExtendedKeyUsageOID.EMAIL_PROTECTION  # what viewers look for in a signer's certificate
    builder = builder.add_extension(x509.ExtendedKeyUsage([email]), critical=False)
    public = load_private(authority.private_key).public_key()
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
    return _made(builder.sign(load_private(authority.private_key), hashes.SHA256()), key)


def load_private(text: str) -> ec.EllipticCurvePrivateKey:
    """The private key from its base64 PKCS#8."""
    key = serialization.load_der_private_key(base64.b64decode(text), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def fingerprint(certificate: str) -> str:
    """SHA-256 of the certificate, in hex."""
    loaded = x509.load_pem_x509_certificate(certificate.encode())
    return hashlib.sha256(loaded.public_bytes(serialization.Encoding.DER)).hexdigest()


def _name(common: str, unit: str, city: str, title: str = "") -> x509.Name:
    parts = [(NameOID.COUNTRY_NAME, "ID"), (NameOID.ORGANIZATION_NAME, city), (NameOID.ORGANIZATIONAL_UNIT_NAME, unit)]
    parts += [(NameOID.TITLE, title)] if title else []
    parts.append((NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(oid, value[:64]) for oid, value in parts if value])


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, at: datetime, until: datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder(issuer, subject, public, x509.random_serial_number(), at - _CLOCK_SLACK, until)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _made(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Made:
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    return Made(pem, _public_pem(key.public_key()), _private_text(key))


def _public_pem(key: ec.EllipticCurvePublicKey) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()


def _private_text(key: ec.EllipticCurvePrivateKey) -> str:
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return base64.b64encode(der).decode()
