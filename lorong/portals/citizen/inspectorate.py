"""To whom a report about an office goes: never to that office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from lorong.kernel.city import queries as city
from lorong.kernel.messages import actions as messages
from lorong.kernel.people import queries as people
from lorong.lib.actors import Actor
from lorong.lib.refusals import Refusal

READERS = ("inspektur", "auditor")


def report_to_inspectorate(*, actor: Actor, said: Mapping[str, Any]) -> int:
    """Put the report into the inbox of everybody at the inspectorate who reads reports; gives how many.

    Raises Refusal when nobody there has an account yet: then nothing is swallowed, and the person is told where to go.
    """
    office = city.city_unit("inspektorat")
    holders = [h for role in READERS for h in city.holders_of_role(role, office.pk)] if office else []
    accounts = people.active_account_ids({h.person_id for h in holders})
    context = {"text": said["apa"], "where": said["di_mana"], "number": said["nomor"], "who": said["pelapor"]}
    for account_id in accounts:
        messages.post(
            actor=actor,
            account=people.account(account_id),
            template="laporan_pungutan",
            context=context,
            key=f"laporan:{said['kunci']}:{account_id}",
            channels=("inbox",),
        )
    if not accounts:
        raise Refusal(gettext("Inspektorat belum bisa menerima laporan lewat halaman ini. Datang atau telepon ke Inspektorat."))
    return len(accounts)
