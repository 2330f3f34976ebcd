from __future__ import annotations

from collections.abc import Sequence

from lorong.lib.phrases import phrase
from lorong.lib.refusals import AlreadyDone, Refusal


class CaseIsOver(Refusal):
    code = "case_is_over"


class NoSuchOutcome(Refusal):
    code = "no_such_outcome"


class ReturnedOftenEnough(Refusal):
    code = "returned_often_enough"


class Missing(Refusal):
    """Something that the SOP needs is not there: a document, an answer, a reason."""

    status = 422
    code = "missing"


class Unticked(Missing):
    """Lines of the step's checklist that nobody has looked at yet."""

    def __init__(self, names: Sequence[str]) -> None:
        said = phrase(
            "Centang dulu yang belum Anda periksa: {names}. Kalau ada yang tidak cocok, kembalikan atau tolak berkasnya.",
            names=list(names),
        )
        super().__init__(said, field="checked")


class LinkIsDead(Refusal):
    status = 410
    code = "link_is_dead"


def already_decided(who: str, clock: str) -> AlreadyDone:
    """The loser of a race is told who was first, and when."""
    return AlreadyDone(
        phrase("Sudah diputuskan {who} pukul {clock}. Tidak ada yang perlu Anda lakukan.", who=who, clock=clock),
        detail={"who": who, "at": clock},
    )
