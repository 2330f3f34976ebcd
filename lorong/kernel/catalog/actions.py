from __future__ import annotations

import json

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from lorong.kernel.audit.action import action
from lorong.kernel.catalog import policies
from lorong.kernel.catalog.models import Procedure
from lorong.kernel.catalog.values import Definition
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.actors import Actor


@action("catalog.publish", allow=policies.may_publish)
def publish(*, actor: Actor, slug: str, definition: Definition) -> Procedure:
    """Put `definition` in force under `slug`, and give the version in force.

    The same content as the version in force changes nothing and gives that version. Otherwise the old version is
    retired and the next begins, in one transaction; running cases stay on theirs. The caller has checked the
    definition (`lib/sop/checks.py`).
    """
    _one_at_a_time(slug)
    now = timezone.now()
    in_force = Procedure.objects.filter(slug=slug, retired_at=None).first()
    if in_force is not None and in_force.content_hash == definition.content_hash:
        return in_force
    last = Procedure.objects.filter(slug=slug).aggregate(last=Max("version"))["last"] or 0
    if in_force is not None:
        Procedure.objects.filter(pk=in_force.pk).update(retired_at=now)
    return Procedure.objects.create(
        slug=slug,
        version=last + 1,
        service=definition.sop.service,
        title=definition.sop.title,
        hidden=definition.sop.hidden,
        definition=json.dumps(definition.as_json(), ensure_ascii=False),
        flow=definition.flow,
        content_hash=definition.content_hash,
        published_at=now,
    )


@action("catalog.withdraw", allow=policies.may_publish)
def withdraw(*, actor: Actor, slug: str) -> Procedure | None:
    """Take a service out of force: nobody can apply any more, running cases go on. None when it was not in force."""
    _one_at_a_time(slug)
    in_force = Procedure.objects.filter(slug=slug, retired_at=None).first()
    if in_force is None:
        return None
    in_force.retired_at = timezone.now()
    Procedure.objects.filter(pk=in_force.pk).update(retired_at=in_force.retired_at)
    return in_force


def _one_at_a_time(slug: str) -> None:
    MEMORY.renew()  # whoever goes on in the same request or job sees the catalogue as it is now
    # There may be no row yet to lock: the name itself is locked until the transaction ends.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"catalog:{slug}"])
