"""Who gets a step: anyone of the role (pull), the least loaded, the next in turn, or a random officer who does not see
who applies (blind), as the SOP says."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q

from lorong.kernel.cases.models import Case, WorkItem
from lorong.kernel.cases.values import Turn
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.kernel.city.values import Holder
from lorong.kernel.people.models import Account, Person
from lorong.lib.refusals import Refusal
from lorong.lib.sop.schema import Step


def unit_for(published: Published, subject: Person, answers: Mapping[str, Any]) -> str:
    """Code of the unit that serves the case: the kelurahan of the address, its kecamatan, or the city.

    Where the SOP names a `place`, the region answered there counts instead of the address. Raises Refusal when no unit
    of this city serves it.
    """
    place = published.sop.applicant.place
    said = answers.get(place) if place else None
    unit = city.unit_of_region(str(said or subject.household.region))
    if unit is None and said:
        raise Refusal("Tempat itu tidak dilayani kantor mana pun di kota ini. Pilih kelurahannya dari daftar.", field=place)
    if unit is None:
        raise Refusal("Alamat Anda tercatat di luar kota ini. Ajukan di kelurahan tempat Anda terdaftar, atau urus pindah dulu.")
    level = published.sop.applicant.unit
    return unit.pk if level == "kelurahan" else above(unit.pk, level)


def unit_of_step(case: Case, step: Step) -> str:
    """Code of the unit that does the step: the case's own, its kecamatan, or the city's office. A step of the residents is its own."""
    if step.at == "unit" or step.side == Turn.APPLICANT:
        return case.unit_id
    return above(case.unit_id, step.at)


def above(unit: str, level: str) -> str:
    """Code of the kecamatan ("kecamatan") or the city ("kota") that `unit` belongs to. Raises Refusal when there is none."""
    found = city.kecamatan_unit_of(city.unit(unit)) if level == "kecamatan" else city.city_unit()
    if found is not None and not found.active:
        found = city.working_unit(found.pk)  # another one took its place
    if found is None:
        raise Refusal("Kantor yang mengurus langkah ini belum ada di kota ini. Hubungi Pengelola Sistem Kota.")
    return found.pk


def accounts_of(holders: Iterable[Holder]) -> dict[int, Holder]:
    """The active accounts of those who hold a position today, by account id."""
    by_person = {h.person_id: h for h in holders}
    rows = Account.objects.filter(person_id__in=by_person, is_active=True).order_by("pk").values_list("pk", "person_id")
    return {account: by_person[person] for account, person in rows}


def choose(case: Case, step: Step, unit: str, at: datetime) -> int | None:
    """Account id of the officer who gets the step, or None when anyone of the role may take it."""
    if step.assign == "pull" or step.is_machine or step.side != Turn.CITY:
        return None
    holders = city.holders_of_role(step.by, unit, city.local(at).date())
    # Nobody decides on their own case (UU 30/2014 art. 42, conflict of interest).
    accounts = list(accounts_of(h for h in holders if not case.concerns(h.person_id)))
    if not accounts:
        return None
    if step.assign == "blind":
        return secrets.choice(accounts)
    if step.assign == "rotation":
        return _longest_without(accounts, step, unit)
    return _least_loaded(accounts)


def _least_loaded(accounts: list[int]) -> int:
    open_items = WorkItem.objects.filter(holder__in=accounts, done_at=None).values("holder").annotate(n=Count("pk"))
    load = {row["holder"]: row["n"] for row in open_items}
    return min(accounts, key=lambda account: (load.get(account, 0), account))


def _longest_without(accounts: list[int], step: Step, unit: str) -> int:
    rows = (
        WorkItem.objects.filter(Q(holder__in=accounts), unit=unit, role=step.by, assigned="rotation")
        .values("holder")
        .annotate(last=Max("pk"))
    )
    last = {row["holder"]: row["last"] for row in rows}
    return min(accounts, key=lambda account: (last.get(account, 0), account))
