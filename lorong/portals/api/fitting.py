"""What endpoints share: who asks, and how a file comes in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext

from lorong.kernel.city import queries as city
from lorong.kernel.documents import actions as documents
from lorong.kernel.people import queries as people
from lorong.lib.actors import Actor
from lorong.lib.refusals import NotAllowed

PAPERS = ("application/pdf", "image/jpeg", "image/png", "image/webp")
_FILE = {"schema": {"type": "string", "format": "binary"}}


def actor_of(request: HttpRequest) -> Actor:
    """The resident whose token it is."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def own_person(request: HttpRequest) -> tuple[Any, date]:
    """The person who is asking, and today in the city. Raises NotAllowed for an account that the register does not know."""
    actor = actor_of(request)
    if actor.person_id is None:
        raise NotAllowed(gettext("Lengkapi NIK Anda dulu di halaman Saya, baru bisa mengajukan."))
    return people.person(actor.person_id), city.today()


def file_body(kinds: Iterable[str]) -> dict[str, Any]:
    """Of an endpoint whose body is a file as it is."""
    return {"openapi_extra": {"requestBody": {"required": True, "content": {kind: _FILE for kind in kinds}}}}


def file_answer(*kinds: str) -> dict[str, Any]:
    """Of an endpoint that answers with a file."""
    return {"responses": {200: {"content": {kind: _FILE for kind in kinds}}}}


def receive(request: HttpRequest, person: Any, requirement: Any, *, case_number: str = "") -> Any:
    """Take the body as `person`'s document for a requirement. Raises FileRefused, which says what to send instead."""
    return documents.receive_document(
        actor=actor_of(request),
        person=person,
        kind=requirement.held_as or requirement.id,
        content=request.read(settings.MAX_UPLOAD_BYTES + 1),
        name=requirement.name,
        case_number=case_number,
    )
