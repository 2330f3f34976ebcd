"""A thing in the city becomes a case that nobody owns: numbered, promised, and with the first step open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.cases import policies, starting
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.values import Along
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.lib.refusals import NotFound


@action("case.start", allow=policies.may_start, joins=True)
def start(
    *,
    actor: Actor,
    slug: str,
    unit: str,
    answers: Mapping[str, Any],
    key: str,
    channel: str,
    at: datetime | None = None,
    parent_number: str = "",
    data: Mapping[str, Any] | None = None,
    surely_new: bool = False,
    along: Along | None = None,
) -> Case:
    """Begin a case of a procedure for the public at `unit` (its code); twice with one key is one case.

    answers: already cleaned by the procedure's form. key: at most 80 characters. data: what the first event keeps besides.
    surely_new: the caller holds a lock of its own under which it saw that nothing was begun with this key; nobody looks again.
    along: what the service writes of it at once, for what is surely new.
    A unit that was dissolved is stood in for by its successor. Raises NotFound when the procedure is not in force or not for
    the public, or the city has no such unit.
    """
    assert surely_new or along is None, "what was begun before has its rows"
    first = None if surely_new else _begun_before(key)
    if first is not None:
        return first
    published = catalog.current_by_slug(slug, hidden=True, public=True)
    if published is None:
        raise NotFound("Jenis laporan ini sedang ditutup. Pilih jenis yang lain, atau tanyakan ke kelurahan.")
    return starting.start_public(
        actor=actor,
        published=published,
        unit=city.working_unit(unit) or city.unit(unit),
        answers=dict(answers),
        key=key,
        channel=channel,
        at=at or timezone.now(),
        data=dict(data or {}),
        parent_number=parent_number,
        along=along,
    )


def _begun_before(key: str) -> Case | None:
    with connection.cursor() as cursor:  # whoever begins with the same key at this moment waits, and finds the first case
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    return Case.objects.filter(key=key).first()
