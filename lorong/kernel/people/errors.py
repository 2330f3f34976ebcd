"""Refusals of this folder that a door answers in its own way."""

from __future__ import annotations

from lorong.lib.refusals import AlreadyDone, Refusal


class ClaimDiffers(Refusal):
    """NIK, KK and birth date do not belong together in the register. Says nothing about which one, or whose."""

    code = "claim_differs"


class PhoneTaken(AlreadyDone):
    """The proved phone already has an account."""

    code = "phone_taken"


class PersonHasAccount(AlreadyDone):
    """The person already has an account, with another phone. Told only to somebody who proved a phone."""

    code = "person_has_account"


class ProofStale(Refusal):
    """The phone was proved too long ago, for something else, or the proof was used."""

    code = "proof_stale"


class WrongSecret(Refusal):
    """Phone and password, or phone and NIK, do not belong together. The same for an account that does not exist."""

    code = "wrong_secret"


class KeyReused(Refusal):
    """A key that names one request came with another one."""

    status = 422
    code = "key_reused"
