"""Who may tell, answer, handle and look. Reporters are asked as `Teller`: an account, or a phone that a door has proved."""

from __future__ import annotations

from typing import Any

from lorong.kernel.cases import queries as cases
from lorong.kernel.city import queries as city
from lorong.lib.actors import Actor
from lorong.lib.refusals import GuardFailed
from lorong.lib.verdicts import YES, Verdict, no, no_because
from lorong.services.complaints import routing, tellers
from lorong.services.complaints.elsewhere import chosen
from lorong.services.complaints.errors import not_here
from lorong.services.complaints.models import Asked, Incident, Photo, Report, Visit
from lorong.services.complaints.values import Teller, Telling

BY_MACHINE = frozenset({"sms", "import", "hotline", "api"})
CITY, FIELD = "city", "petugas-lapangan"
HEAD = "kepala-unit"
LOOKING_AFTER = ("pengelola-pengaduan", HEAD, "admin-kota")  # intake (Perpres 76/2013), and who answers for the unit


def may_tell(*, actor: Actor, telling: Telling, channel: str = "web", by_officer: int | None = None) -> Verdict:
    """Somebody with an account or a proved phone; an officer for somebody at the counter; a gateway for who wrote to it."""
    if by_officer is not None:
        if actor.is_officer and actor.account_id == by_officer:
            return YES
        return no("Hanya petugas yang menuliskan laporan orang lain. Tulis laporan Anda sendiri.")
    if channel in BY_MACHINE or actor.account_id is not None or telling.phone:
        return YES
    return no("Masuk dulu, atau buktikan nomor HP Anda dengan kode, supaya kabarnya sampai kepada Anda.")


def may_text(*, actor: Actor) -> Verdict:
    """SMS are handed in by the gateway's door, which checks its token."""
    return YES if actor.is_system else no("SMS masuk lewat pintunya sendiri. Kirim laporan Anda dari halaman Lapor.")


def may_speak(*, actor: Actor, report: Report, who: Teller) -> Verdict:
    """Whoever told it."""
    return YES if tellers.is_of(report, who) and is_himself(actor, who) else no_because(not_here())


def may_follow(*, actor: Actor, incident: Incident, who: Teller) -> Verdict:
    """Anybody who can be told, as long as everybody may see it; and whoever told of it."""
    if not who.is_known or not is_himself(actor, who):
        return no("Masuk dulu, atau buktikan nomor HP Anda dengan kode, supaya kabarnya sampai kepada Anda.")
    if incident.in_public or tellers.report_of(incident, who) is not None:
        return YES
    return no_because(not_here())


def may_judge(*, actor: Actor, incident: Incident, who: Teller) -> Verdict:
    """Whoever told of it and has not taken it back; a neighbour who was asked about this very answer."""
    if not is_himself(actor, who):
        return no_because(not_here())
    if tellers.report_of(incident, who) is not None or was_asked(incident, who):
        return YES
    return no_because(not_here())


def was_asked(incident: Incident, who: Teller) -> bool:
    """Whether `who` is a neighbour who was asked about the last answer of the office."""
    if who.account_id is None:
        return False
    return Asked.objects.filter(incident=incident, account_id=who.account_id, claim=incident.questions).exists()


def may_reply(*, actor: Actor, report: Report) -> Verdict:
    """Officers of the unit that has it."""
    return may_handle(actor=actor, incident=report.incident)


def may_handle(*, actor: Actor, incident: Incident) -> Verdict:
    """Officers of the unit that has it and those who look after complaints above it; never in one's own report."""
    if not actor.is_officer:
        return no_because(not_here())
    if actor.account_id is not None and Report.objects.filter(incident=incident, account_id=actor.account_id).exists():
        return no("Anda sendiri yang melaporkan ini (benturan kepentingan, UU 30/2014). Serahkan kepada rekan lain.")
    if incident.unit in actor.units() or _looks_after(actor, incident):
        return YES
    return no("Laporan ini ditangani kantor lain. Lihat di halamannya kantor mana.")


def may_visit(*, actor: Actor, incident: Incident) -> Verdict:
    """Who holds the work at the place, while it is open; whoever could take it while nobody holds it.

    That is the open step of the office which is not that of who only looks after complaints: of a field officer, as a rule.
    """
    if incident.ended:
        return no("Laporan ini sudah selesai, jadi tidak perlu dikunjungi lagi. Lihat tugas Anda yang lain.")
    handled = may_handle(actor=actor, incident=incident)
    if not handled:
        return handled
    items = [item for item in cases.open_work([incident.case_number]).get(incident.case_number, ()) if item.side == CITY]
    # Of a service that went wrong it is the head of the unit who puts it right, and shows so (`catalog/complaints/_layanan`).
    work = [item for item in items if item.role == HEAD or item.role not in LOOKING_AFTER]
    mine = [item for item in work if actor.holding_for(item.role, item.unit_id)]
    if not mine:
        return no("Foto di tempat diambil petugas lapangan yang mengerjakannya. Serahkan tugas ini kepadanya.")
    if all(item.holder_id not in {None, actor.account_id} for item in mine):
        return no("Tugas ini sedang dipegang rekan lain. Minta diserahkan dulu, atau pilih tugas yang lain.")
    return YES


def may_oversee(*, actor: Actor, unit: str) -> Verdict:
    """Whoever looks after complaints at that office or above it, and its head: everything that lies there, in one list."""
    if _looks_after_unit(actor, unit):
        return YES
    return no("Daftar aduan kantor ini dibuka pengelola pengaduan dan kepalanya. Lihat tugas Anda di kotak kerja.")


def may_give_out(*, actor: Actor, case: Any, role: str, unit: str) -> Verdict:
    """Whoever looks after complaints there gives the work of field officers to one of them (Perpres 76/2013: penyaluran)."""
    if role == FIELD and _looks_after_unit(actor, unit) and _has_not_told(actor, case.number):
        return YES
    return no("Berkas ini hanya bisa diserahkan pemegangnya, pengelola pengaduan, atau kepala unit. Minta salah satunya.")


def _has_not_told(actor: Actor, case_number: str) -> bool:
    if actor.account_id is None:
        return False
    return not Report.objects.filter(incident__case_number=case_number, account_id=actor.account_id).exists()


def may_merge(*, actor: Actor, incident: Incident) -> Verdict:
    """Whoever looks after complaints at the unit or above it."""
    return _looked_after(actor, incident)


def may_split(*, actor: Actor, report: Report) -> Verdict:
    """As merging."""
    return _looked_after(actor, report.incident)


def may_moderate(*, actor: Actor, incident: Incident) -> Verdict:
    """As merging: hiding is reasoned, and on record."""
    return _looked_after(actor, incident)


def may_blur(*, actor: Actor, photo: Photo) -> Verdict:
    """As merging."""
    return _looked_after(actor, photo.report.incident)


def may_open_original(*, actor: Actor, photo: Photo) -> Verdict:
    """What was blurred or hidden is seen by whoever looks after complaints there, and by oversight; every look is on record."""
    return YES if actor.has_role("auditor", "inspektur") else _looked_after(actor, photo.report.incident)


def may_reveal(*, actor: Actor, report: Report) -> Verdict:
    """Who told it openly is shown to officers of the unit; who told it anonymously to nobody."""
    if report.visibility == "anonymous":
        return no("Pelapor memilih anonim, jadi namanya tidak dibuka kepada siapa pun. Tanyakan lewat percakapan laporannya.")
    return may_handle(actor=actor, incident=report.incident)


def may_work_for_all(*, actor: Actor) -> Verdict:
    """Pictures, news and figures are the machine's."""
    return YES if actor.is_system else no("Ini dikerjakan sistem sendiri. Tidak ada yang perlu Anda lakukan.")


def is_himself(actor: Actor, who: Teller) -> bool:
    """Whether the door's actor is whom it says is asking: nobody speaks for another account."""
    return actor.is_system or who.account_id == actor.account_id


def _looked_after(actor: Actor, incident: Incident) -> Verdict:
    allowed = may_handle(actor=actor, incident=incident)
    if not allowed or _looks_after(actor, incident):
        return allowed
    return no("Ini dikerjakan pengelola pengaduan di kantor Anda. Sampaikan kepadanya.")


def _looks_after(actor: Actor, incident: Incident) -> bool:
    return _looks_after_unit(actor, incident.unit)


def _looks_after_unit(actor: Actor, code: str) -> bool:
    if actor.has_role("admin-kota"):
        return True
    unit = city.unit(code)
    line = {unit.pk, unit.parent_id, unit.parent.parent_id if unit.parent else None}
    return any(h.unit in line and not h.roles.isdisjoint(LOOKING_AFTER) for h in actor.holdings)


# ---- guards that the SOPs of complaints name


def photo_afterwards(context: Any) -> None:
    """`ada_foto_sesudah`: a field officer showed, since the last claim, how it looks now."""
    report = context.published.sop.report
    if report is not None and not report.after_photo:
        return
    incident = Incident.objects.filter(case_number=context.case.number).first()
    seen = (
        incident is not None
        and Visit.objects.filter(
            incident=incident, round=incident.round, claim=incident.claims, kind="after", refused=""
        ).exists()
    )
    if not seen:
        raise GuardFailed("Belum ada foto sesudah. Foto dulu hasilnya di tempat, baru nyatakan beres.")


def party_there(context: Any) -> None:
    """`ada_pihak_luar`: an officer chose somebody, or the city knows an outside party that has such a thing here."""
    if chosen.is_being_chosen(context.case.number):
        return
    incident = Incident.objects.filter(case_number=context.case.number).first()
    region = incident.region if incident is not None else ""
    if not routing.party_for(context.published, region, context.answers):
        raise GuardFailed(
            "Kota ini tidak tahu siapa pemilik hal seperti ini. Pilih sendiri penerimanya di halaman aduan: Teruskan ke luar kota."
        )
