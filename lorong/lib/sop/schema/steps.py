"""The steps of an SOP: what somebody does, what may come of it, and what happens when nobody does."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from lorong.lib.sop.schema.base import (
    NO_ENDS,
    OUTSIDE_ROLE,
    RESIDENTS_ROLE,
    SYSTEM_ROLE,
    Ident,
    Shape,
    Slug,
    SpanText,
    Text,
)
from lorong.lib.span import Span


class Outcome(Shape):
    """Exactly one of `next`, `back_to`, `end`. `label`: the button; `happened`: the same told afterwards, `label` where it is empty."""

    label: Text
    label_en: str = ""
    happened: str = ""
    happened_en: str = ""
    next: tuple[Ident, ...] = ()
    back_to: Literal["applicant"] | None = None
    asks: str = ""
    reasons: tuple[Text, ...] = ()
    end: Ident | None = None
    reason: Literal["required", "optional", "none"] = "none"
    guards: tuple[Ident, ...] = ()
    signs: bool = False  # choosing it signs the product: number, signature, passphrase
    key: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")] | None = None

    @field_validator("next", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _exactly_one_way(self) -> Outcome:
        ways = [bool(self.next), self.back_to is not None, self.end is not None]
        if sum(ways) != 1:
            raise ValueError("hasil harus punya tepat satu dari next, back_to, atau end")
        if self.back_to and not self.asks:
            raise ValueError("hasil dengan back_to perlu asks: apa yang diminta dari pemohon")
        if self.end in NO_ENDS and self.reason != "required":
            raise ValueError('penolakan perlu reason = "required"')
        return self

    @property
    def told(self) -> tuple[str, str]:
        """What became of the step, as one tells it afterwards, in Indonesian and in English."""
        return (self.happened, self.happened_en) if self.happened else (self.label, self.label_en)

    @property
    def is_refusal(self) -> bool:
        """Whether it ends the case with a no that must be reasoned."""
        return self.end in NO_ENDS

    @property
    def goes_on(self) -> bool:
        """Whether it takes the case forward: neither back to the applicant nor a refusal."""
        return self.back_to is None and not self.is_refusal


class Deadline(Shape):
    """What happens when the step's time runs out. `default` takes a lawful outcome (basis says which rule)."""

    do: Literal["escalate", "hand_over", "default"]
    to: Slug | None = None
    outcome: Ident | None = None
    basis: str = ""
    follow_up: bool = True

    @model_validator(mode="after")
    def _complete(self) -> Deadline:
        if self.do == "escalate" and not self.to:
            raise ValueError("escalate perlu to: jabatan yang diberi tahu")
        if self.do == "default" and not (self.outcome and self.basis):
            raise ValueError("default perlu outcome dan basis (dasar hukumnya)")
        return self


class Party(Shape):
    """An outside party: reached by a signed link sent to `contact` (a form field with a phone number).

    `shows`: the form fields it must read to answer, besides name and address. A case of the public has no contact: its
    service knows who has the thing, and by which number.
    """

    name: Text
    contact: Ident | None = None
    link_for: SpanText = "3 hari"
    shows: tuple[Ident, ...] = ()


class Step(Shape):
    id: Ident
    title: Text
    title_en: str = ""
    does: Text
    does_en: str = ""
    by: Slug
    at: Literal["unit", "kecamatan", "kota"] = "unit"
    needs: tuple[Text, ...] = Field(min_length=1)
    within: SpanText  # working time; residents may also be given calendar days
    gives: Text
    citizen_sees: Text
    citizen_sees_en: str = ""
    waits_for: tuple[Ident, ...] = ()
    guards: tuple[Ident, ...] = ()
    effect: Ident | None = None
    opens: Slug | None = None
    party: Party | None = None
    assign: Literal["pull", "least-loaded", "rotation", "blind"] = "pull"
    batch: bool = False  # may be decided for many cases at once (signing with one passphrase)
    checklist: bool = False  # every line of `needs` is ticked before the case goes on
    note: str = ""
    on_deadline: Deadline | None = None
    outcomes: dict[Ident, Outcome] = Field(min_length=1)

    @model_validator(mode="after")
    def _who_does_it(self) -> Step:
        if (self.by == SYSTEM_ROLE) != bool(self.effect or self.opens):
            raise ValueError('langkah mesin ditulis by = "sistem" dengan effect atau opens, dan hanya begitu')
        if (self.by == OUTSIDE_ROLE) != (self.party is not None):
            raise ValueError('langkah pihak luar ditulis by = "pihak-luar" dengan party')
        if self.by != RESIDENTS_ROLE and not Span.parse(self.within).is_working_time:
            raise ValueError(f'"{self.within}" bukan waktu kerja. Pakai menit, jam, atau hari kerja.')
        return self

    @model_validator(mode="after")
    def _residents_only_answer(self) -> Step:
        if self.by != RESIDENTS_ROLE:
            return self
        default = self.on_deadline is not None and self.on_deadline.do == "default"
        if not default:
            raise ValueError(
                'langkah warga perlu on_deadline dengan do = "default": bila warga diam, apa yang berlaku dan dasarnya'
            )
        if self.checklist or self.batch or self.guards or any(o.guards or o.signs or o.back_to for o in self.outcomes.values()):
            raise ValueError("langkah warga tidak memakai checklist, batch, guards, signs, atau back_to. Hapus.")
        return self

    @property
    def side(self) -> str:
        """Whose clock runs: city (the machine's work is the city's), outside, or applicant (a step of the residents)."""
        return {OUTSIDE_ROLE: "outside", RESIDENTS_ROLE: "applicant"}.get(self.by, "city")

    @property
    def is_machine(self) -> bool:
        return self.by == SYSTEM_ROLE
