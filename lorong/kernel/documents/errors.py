"""Refusals and faults of this folder."""

from __future__ import annotations

from lorong.lib.refusals import Refusal


class FileRefused(Refusal):
    """An uploaded file that is not taken; the sentence says what to send instead."""

    code = "file_refused"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="berkas")


class WrongPassphrase(Refusal):
    """The passphrase does not open the signer's key."""

    code = "wrong_passphrase"


class WrongPasskey(Refusal):
    """The passkey was not proved, or does not open the signer's key."""

    code = "wrong_passkey"


class SigningFault(Exception):
    """A signer could not sign. `sentence` is for the official whose signature is missing."""

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(f"{sentence} {detail}".strip())
        self.sentence = sentence


class SigningUnavailable(SigningFault):
    """The signer did not answer, or not sensibly: try again later with the same grant."""


class SigningImpossible(SigningFault):
    """The signer said no: the official must act (sign again with the right passphrase, renew the certificate)."""
