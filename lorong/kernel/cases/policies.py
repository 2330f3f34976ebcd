"""Who may do what with a case. Asked by the button and, on the locked row, by the action."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from lorong.kernel.cases import at_hand
from lorong.kernel.cases.errors import already_decided
from lorong.kernel.cases.models import Case, Draft, Event, OutsideLink, Restriction, WorkItem
from lorong.kernel.cases.persons import NO_DRAFT
from lorong.kernel.cases.values import Turn
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog import registry
from lorong.kernel.city import queries as city
from lorong.kernel.documents import queries as documents
from lorong.kernel.documents.policies import may_revoke
from lorong.lib.actors import Actor, ActorKind
from lorong.lib.dates import clock
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotFound
from lorong.lib.sop import flow
from lorong.lib.verdicts import YES, Verdict, no, no_because

NOT_HERE = phrase("Urusan ini tidak ada, atau bukan untuk Anda. Lihat lagi nomornya.")
OVERSIGHT = ("wali-kota", "sekda", "inspektur", "auditor")


def may_see(*, actor: Actor, case: Case) -> Verdict:
    """The applicant, the person it is about, who wrote it in; officers of its units and those above; oversight."""
    if actor.is_system:
        return YES
    if case.concerns(actor.person_id):
        return YES
    if actor.is_officer and _officer_sees(actor, case):
        return YES
    # "Not yours" and "not there" are one answer: nobody learns from guessing numbers.
    return no_because(NotFound(NOT_HERE))


def _officer_sees(actor: Actor, case: Case) -> bool:
    if actor.has_role(*OVERSIGHT):
        return True
    if case.is_done and Restriction.objects.filter(case=case).exists():
        return False
    units = actor.units()
    parent = case.unit.parent
    line = {case.unit_id, case.unit.parent_id, parent.parent_id if parent else None}
    return not units.isdisjoint(line - {None}) or WorkItem.objects.filter(case=case, unit__in=units).exists()


def may_submit(*, actor: Actor, draft: Draft) -> Verdict:
    """Who wrote the draft: the resident, or the officer at the counter."""
    return may_write_draft(actor=actor, draft=draft)


def may_write_draft(*, actor: Actor, draft: Draft) -> Verdict:
    """A draft belongs to the account that began it."""
    if actor.account_id is not None and draft.account_id == actor.account_id:
        return YES
    return no_because(NotFound(NO_DRAFT))


def may_begin(*, actor: Actor, counter_unit: str = "") -> Verdict:
    """A resident for themself or the family; an officer at the counter of the own unit for somebody who came."""
    if counter_unit:
        if actor.is_officer and counter_unit in actor.units():
            return YES
        return no("Anda hanya bisa mengisikan di loket kantor Anda sendiri. Pilih kantor tempat Anda bertugas.")
    if actor.person_id is None:
        return no("Lengkapi NIK Anda dulu di halaman Saya, baru bisa mengajukan.")
    return YES


def may_advance(*, actor: Actor, case: Case, step: str) -> Verdict:
    """The officer whose role and unit the open step names; the machine for machine steps; a link for its own step."""
    item = at_hand.open_item(case, step)
    if item is None:
        return _too_late(actor, case, step)
    if item.machine or actor.is_system:
        if actor.is_system:
            return YES
        return no("Langkah ini dikerjakan sistem sendiri. Tunggu sebentar, lalu muat ulang halaman ini.")
    if item.side == Turn.APPLICANT:
        return _may_speak(actor, case, step)
    if actor.kind is ActorKind.OUTSIDE:
        links = OutsideLink.objects.filter(case=case, purpose=step, used_at=None)
        return YES if actor.link_id in set(links.values_list("pk", flat=True)) else no_because(NotFound(NOT_HERE))
    if actor.holding_for(item.role, item.unit_id) is None:
        seen = may_see(actor=actor, case=case)
        return no("Langkah ini bukan tugas jabatan Anda. Lihat di halaman urusan giliran siapa sekarang.") if seen else seen
    if case.concerns(actor.person_id):
        return no("Ini urusan Anda sendiri (benturan kepentingan, UU 30/2014). Serahkan kepada rekan lain yang bertugas.")
    if item.holder_id is not None and item.holder_id != actor.account_id:
        return no("Sedang dikerjakan rekan lain. Minta diserahkan dulu, atau pilih yang lain.")
    return YES


def _may_speak(actor: Actor, case: Case, step: str) -> Verdict:
    # In a step of the residents, and where something was asked of them: the applicant; without one, the service knows who.
    if not case.is_public:
        return YES if case.concerns(actor.person_id) else no_because(NotFound(NOT_HERE))
    if actor.is_system:  # the service itself, for whom it has asked
        return YES
    asked = registry.may_answer(catalog.procedure(case.procedure_id).sop.service)
    return asked(actor=actor, case=case, step=step)


def _too_late(actor: Actor, case: Case, step: str) -> Verdict:
    seen = may_see(actor=actor, case=case)
    if not seen:
        return seen
    done = WorkItem.objects.filter(case=case, step=step).exclude(done_at=None).order_by("-done_seq").first()
    if done is None or done.done_at is None:
        return no("Langkah ini belum sampai gilirannya. Lihat di halaman urusan giliran siapa sekarang.")
    return no_because(already_decided(_who_did(case, done), clock(done.done_at, city.this_city().zone)))


def _who_did(case: Case, item: WorkItem) -> str:
    event = Event.objects.filter(case_id=case.pk, seq=item.done_seq or 0).first()
    return event.actor_name if event else "petugas lain"


def did(*, actor: Actor, case: Case, key: str) -> bool:
    """Whether the actor did this very act before: a double click or a retried request, which gets the first result."""
    return at_hand.recorded_by(case, key, actor.account_id) or (
        # In a case of the public no resident is named: whoever knows the key of an act did it.
        case.is_public and not actor.is_system and at_hand.recorded_by(case, key, None)
    )


def may_start(*, actor: Actor) -> Verdict:
    """Anybody begins a case of the public: a resident, an officer, a visitor, the system; a link is for its own answer."""
    if actor.link_id is None:
        return YES
    return no("Tautan ini hanya untuk menjawab. Untuk melapor, buka halaman depan kota Anda.")


def may_answer(*, actor: Actor, case: Case) -> Verdict:
    """The applicant, or counter staff of the unit for somebody without a phone; without an applicant, whom the service names."""
    if case.is_public:
        waits = sorted(flow.waiting_for_applicant(case.marking))
        return _may_speak(actor, case, waits[0] if waits else "")
    if case.concerns(actor.person_id):
        return YES
    if actor.is_officer and case.unit_id in actor.units():
        return YES
    return no_because(NotFound(NOT_HERE))


def may_withdraw(*, actor: Actor, case: Case) -> Verdict:
    """Only who applied, while it is not over."""
    if actor.person_id is None or actor.person_id != case.applicant_id:
        return no_because(NotFound(NOT_HERE))
    if not case.is_done:
        return YES
    return no("Urusan ini sudah selesai, jadi tidak bisa ditarik. Kalau ada yang keliru, tulis di percakapannya.")


def may_withdraw_public(*, actor: Actor, case: Case) -> Verdict:
    """The system, for the service whose reporters have all taken back what they told."""
    if not case.is_public or not actor.is_system:
        return no("Urusan ini hanya selesai lewat langkah SOP-nya. Tarik laporan Anda sendiri dari halaman laporan.")
    return YES if not case.is_done else no("Urusan ini sudah selesai. Tidak ada yang perlu ditarik.")


def may_lapse(*, actor: Actor) -> Verdict:
    return YES if actor.is_system else no("Urusan yang habis waktunya ditutup sistem sendiri. Tidak ada yang perlu Anda lakukan.")


def may_sweep(*, actor: Actor) -> Verdict:
    return YES if actor.is_system else no("Ini dikerjakan sistem sendiri. Tidak ada yang perlu Anda lakukan.")


def may_claim(*, actor: Actor, case: Case, step: str) -> Verdict:
    """Whoever could decide it, while nobody holds it."""
    item = at_hand.open_item(case, step)
    if item is None:
        return _too_late(actor, case, step)
    if item.holder_id == actor.account_id and actor.account_id is not None:
        return YES
    return may_advance(actor=actor, case=case, step=step)


def may_hand_over(*, actor: Actor, case: Case, step: str) -> Verdict:
    """Who holds it, the head of the unit, and whom the service names."""
    item = at_hand.open_item(case, step)
    if item is None:
        return _too_late(actor, case, step)
    if item.side == Turn.APPLICANT:
        return no("Langkah ini menunggu jawaban warga. Tidak ada yang bisa diserahkan.")
    if actor.holding_for("kepala-unit", item.unit_id) is not None:
        return YES
    if item.holder_id is not None and item.holder_id == actor.account_id:
        return YES
    given = registry.may_assign(catalog.procedure(case.procedure_id).sop.service)
    return given(actor=actor, case=case, role=item.role, unit=item.unit_id)


def may_transfer(*, actor: Actor, case: Case) -> Verdict:
    """Who holds or could decide a step of the office, the head of its unit, the city's administrator, the system."""
    if actor.is_system or actor.has_role("admin-kota") or _has_it(actor, case):
        return YES
    seen = may_see(actor=actor, case=case)
    return no("Urusan ini dipindahkan oleh petugas yang memegangnya atau kepala unit. Minta salah satunya.") if seen else seen


def may_merge(*, actor: Actor, case: Case, into_number: str) -> Verdict:
    """Who could decide a step of the office of a case without an applicant, and may see the one it goes on in."""
    if not case.is_public:
        return no("Permohonan seseorang tidak digabungkan dengan yang lain. Selesaikan lewat langkah SOP-nya.")
    into = Case.objects.select_related("unit__parent").filter(number=into_number).first()
    if into is None or not into.is_public or not may_see(actor=actor, case=into):
        return no_because(NotFound(phrase("Aduan {number} tidak ada. Lihat lagi nomornya.", number=into_number)))
    if actor.is_system or _has_it(actor, case):
        return YES
    seen = may_see(actor=actor, case=case)
    return no("Aduan ini digabungkan oleh petugas yang memegangnya atau kepala unit. Minta salah satunya.") if seen else seen


def _has_it(actor: Actor, case: Case) -> bool:
    if actor.holding_for("kepala-unit", case.unit_id) is not None:
        return True
    for item in at_hand.open_items(case):
        if item.side != Turn.CITY or item.machine:
            continue
        mine = item.holder_id is not None and item.holder_id == actor.account_id
        if mine or actor.holding_for("kepala-unit", item.unit_id) or may_advance(actor=actor, case=case, step=item.step):
            return True
    return False


def may_talk(*, actor: Actor, case: Case) -> Verdict:
    """Applicant and office, both ways, also after the end. Without an applicant the service has conversations of its own."""
    seen = may_see(actor=actor, case=case)
    if seen and case.is_public:
        return no("Aduan ini tidak punya satu pemohon. Tulis pada percakapan tiap laporannya.")
    if not seen or not actor.is_officer or case.concerns(actor.person_id):
        return seen
    if actor.has_role("auditor"):
        return no("Auditor hanya membaca percakapan. Sampaikan temuan Anda kepada Inspektur.")
    return YES


def may_survey(*, actor: Actor, case: Case) -> Verdict:
    """The applicant, once, after the end."""
    if actor.person_id is None or actor.person_id != case.applicant_id:
        return no_because(NotFound(NOT_HERE))
    return YES if case.is_done else no("Survei baru dibuka setelah urusan selesai. Tunggu kabar dari kami.")


def may_see_paid(*, actor: Actor) -> Verdict:
    """What residents told about being asked to pay is for the inspectorate alone, never for the office it is about."""
    if actor.has_role("inspektur", "auditor"):
        return YES
    return no("Laporan pungutan hanya dibaca Inspektorat. Kalau memerlukan isinya, hubungi Inspektorat.")


def may_export(*, actor: Actor) -> Verdict:
    """Whole histories, even under pseudonyms, go to the inspectorate and to whoever runs the system."""
    if actor.is_system or actor.has_role("inspektur", "auditor"):
        return YES
    return no("Riwayat proses hanya bisa diunduh Inspektorat. Angka yang boleh dilihat semua orang ada di Data terbuka.")


def may_tell(*, actor: Actor) -> Verdict:
    """Anybody, with an account or without, tells the inspectorate what happened; machines do not."""
    if not actor.is_system:
        return YES
    return no("Laporan ditulis orang, bukan sistem. Tulis dari halaman Laporkan masalah atau pungutan.")


def may_simulate(*, actor: Actor) -> Verdict:
    """The system, in a demonstration and nowhere else."""
    if actor.is_system and settings.DEMO:
        return YES
    return no("Riwayat rekaan hanya ada dalam peragaan. Nyalakan LORONG_DEMO=1 di luar produksi.")


def may_move_version(*, actor: Actor, case: Case) -> Verdict:
    """The city's administrator, or the system when it publishes with a reason."""
    if actor.is_system or actor.has_role("admin-kota"):
        return YES if not case.is_done else no("Urusan yang selesai tetap pada versinya. Tidak ada yang perlu dipindahkan.")
    return no("Urusan dipindahkan ke versi SOP lain oleh Pengelola Sistem Kota. Sampaikan kepada beliau.")


def may_revoke_letter(*, actor: Actor, case: Case) -> Verdict:
    """Whoever may see the case and may revoke its letter: the head of the unit that issued it, an inspector."""
    seen = may_see(actor=actor, case=case)
    if not seen:
        return seen
    letter = documents.letter_of_case(case.number)
    if letter is None:
        return no("Urusan ini belum punya surat, jadi belum ada yang bisa dicabut. Lihat lagi nomor urusannya.")
    return may_revoke(actor=actor, letter=letter)


def may_link(*, actor: Actor) -> Verdict:
    """Links for outside parties are sent by the system, or by the applicant for a document of the draft."""
    return YES if actor.is_system or actor.account_id is not None else no("Masuk dulu untuk mengirim tautan.")


def visible_filter(actor: Actor) -> Q:
    """The part of all cases that `actor` may see, for lists."""
    if actor.is_system or actor.has_role(*OVERSIGHT):
        return Q()
    mine = Q(pk__in=[])
    if actor.person_id is not None:
        mine |= Q(applicant_id=actor.person_id) | Q(subject_id=actor.person_id)
    if actor.is_officer:
        units = actor.units()
        ours = Q(unit__in=units) | Q(unit__parent__in=units) | Q(unit__parent__parent__in=units)
        mine |= ours & Q(~Exists(Restriction.objects.filter(case=OuterRef("pk"))))
    return mine


def may_keep_schedule(*, actor: Actor) -> Verdict:
    """What is due by the retention schedule is deleted or closed by the system."""
    return YES if actor.is_system else no("Masa simpan dijalankan sistem menurut jadwalnya. Tidak ada yang perlu Anda lakukan.")
