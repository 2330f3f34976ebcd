"""Who forwards, and who does the rest."""

from __future__ import annotations

from lorong.kernel.cases import policies as cases
from lorong.kernel.cases import queries as found
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import Actor, ActorKind
from lorong.lib.verdicts import YES, Verdict, no
from lorong.services.complaints import policies
from lorong.services.complaints.elsewhere import chosen
from lorong.services.complaints.models import Incident


def may_forward(*, actor: Actor, incident: Incident) -> Verdict:
    """Whoever may do the open step that leads outside, and did not tell of it themself."""
    handles = policies.may_handle(actor=actor, incident=incident)
    if not handles:
        return handles
    case = found.by_number(incident.case_number)
    assert case is not None, "an incident has a case"
    way = chosen.way_out(found.open_items(case), catalog.procedure(case.procedure_id).sop)
    if way is None:
        return no("Aduan ini sudah diperiksa, atau sudah diteruskan. Kembalikan dulu ke pemeriksaan, baru teruskan ke luar kota.")
    return cases.may_advance(actor=actor, case=case, step=way[0])


def may_carry(*, actor: Actor) -> Verdict:
    """Sending and asking is the machine's."""
    return YES if actor.is_system else no("Ini dikerjakan sistem sendiri. Tidak ada yang perlu Anda lakukan.")


def may_note_origin(*, actor: Actor) -> Verdict:
    """The door of programs, for the installation whose key it has checked."""
    return (
        YES
        if actor.kind is ActorKind.OUTSIDE
        else no("Asal laporan ditulis sistem saat diterima. Tidak ada yang perlu Anda lakukan.")
    )
