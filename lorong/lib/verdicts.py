"""The answer of a policy. There is no third answer and no default: a policy that forgets to answer is a bug."""

from __future__ import annotations

from dataclasses import dataclass

from lorong.lib.refusals import NotAllowed, Refusal


@dataclass(frozen=True)
class Verdict:
    """Yes, or no with the refusal to show. Truthy when yes, so that a button and an action read the same."""

    refusal: Refusal | None

    def __bool__(self) -> bool:
        return self.refusal is None


YES = Verdict(None)


def no(sentence: str) -> Verdict:
    """No, in a sentence that says what to do next."""
    return Verdict(NotAllowed(sentence))


def no_because(refusal: Refusal) -> Verdict:
    """No, with a refusal of its own kind (not found, already done, ...)."""
    return Verdict(refusal)
