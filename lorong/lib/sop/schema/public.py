"""What a service for the public adds: the clocks of the law, and how a thing that is wrong is told and routed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from lorong.lib.sop.schema.base import Ident, Shape, Slug, SpanText, Text

RegionCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}(\.[0-9]{2}){1,2}$")]


class Limit(Shape):
    """A clock that the law sets, beside the promise: `within`, from the end of a step of `since` until that of a step of `until`.

    Without `since` it runs from the submission. Working or calendar time, as the span says; the end of the case meets it too.
    """

    id: Ident
    name: Text
    name_en: str = ""
    law: Text
    within: SpanText
    since: tuple[Ident, ...] = ()
    until: tuple[Ident, ...] = Field(min_length=1)


class Route(Shape):
    """Who has the thing. `to`: code of an office ("dlh"), "kelurahan" or "kecamatan" of the place, or of an outside party.

    `when`: form field -> answers for which it holds; `areas`: codes of kota or kecamatan. Nothing said holds always.
    """

    to: Slug
    when: dict[Ident, tuple[str, ...]] = {}
    areas: tuple[RegionCode, ...] = ()


class Report(Shape):
    """How residents tell of it. Of `routes` (units of the city) and `parties` (outside it) the first that fits counts.

    `near` metres and `days`: within these, two tellings are probably of one thing. `photo`: of who tells; `after_photo`:
    the office shows that it is done. `max_metres_off`: how far from the pin that picture may be without a reason.
    `examining`: needs an examination (berkadar pengawasan, PermenPANRB 62/2018).
    """

    group: Slug
    icon: Slug
    in_public: bool = True
    near: int = Field(ge=0, le=2000)
    days: int = Field(ge=1, le=365)
    photo: Literal["none", "wanted", "required"] = "wanted"
    after_photo: bool = True
    max_metres_off: int = Field(default=100, ge=10, le=5000)
    examining: bool = False
    routes: tuple[Route, ...] = Field(min_length=1)
    parties: tuple[Route, ...] = ()
