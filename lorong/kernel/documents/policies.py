"""Who may give, judge, see and sign documents. Officers see a document through the case it belongs to (kernel/cases)."""

from __future__ import annotations

from lorong.kernel.city import queries as city
from lorong.kernel.city.models import Unit
from lorong.kernel.documents.models import Document, Letter, SigningKey
from lorong.kernel.documents.values import OpenKey
from lorong.kernel.people.models import Guardianship, Person
from lorong.lib.actors import Actor, ActorKind, Holding
from lorong.lib.refusals import NotFound
from lorong.lib.verdicts import YES, Verdict, no, no_because

HEAD = "kepala-unit"
INSPECTOR = "inspektur"
NOT_HERE = NotFound("Dokumen itu tidak ada. Buka lagi dari halaman urusan Anda.")


def may_receive(*, actor: Actor, person: Person) -> Verdict:
    """The owner, somebody of the same household or the guardian, an officer at a counter, the system."""
    if actor.is_officer or actor.is_system or _is_family(actor, person):
        return YES
    return no("Anda hanya bisa mengirim dokumen milik sendiri atau anggota satu KK. Untuk orang lain, datang ke kelurahan.")


def may_state(*, actor: Actor, person: Person) -> Verdict:
    """An outside party that came through a signed link, an officer at a counter, the system."""
    if actor.link_id is not None or actor.is_officer or actor.is_system:
        return YES
    return no("Pernyataan ini diberikan lewat tautan yang dikirim kepada Ketua RT. Minta tautan baru dari halaman urusan.")


def may_judge(*, actor: Actor, document: Document) -> Verdict:
    """Officers accept and reject; nobody judges the own document."""
    if document.person_id == actor.person_id:
        return no("Anda tidak boleh memeriksa dokumen Anda sendiri. Serahkan kepada petugas lain.")
    if actor.is_officer or actor.is_system:
        return YES
    return no("Dokumen diperiksa petugas. Tunggu hasilnya di halaman urusan Anda.")


def may_release(*, actor: Actor) -> Verdict:
    """Whoever writes applications; which documents they are is settled by the draft that lets them go."""
    return YES if actor.account_id is not None or actor.is_system else no("Masuk dulu untuk membuang berkas Anda.")


def may_keep_picture(*, actor: Actor) -> Verdict:
    """Whoever stands at a door: who may tell of something is asked by the service that takes it."""
    return YES


def may_erase(*, actor: Actor) -> Verdict:
    """Filing and erasing follow from what people did; nobody does them by hand."""
    return YES if actor.is_system else no("Ini dikerjakan sistem sendiri. Tidak ada yang perlu Anda lakukan.")


def may_see(*, actor: Actor, document: Document) -> Verdict:
    """The person whose document it is, and the account that sent it."""
    mine = actor.person_id is not None and actor.person_id == document.person_id
    sent = actor.account_id is not None and actor.account_id == document.uploaded_by
    return YES if mine or sent or actor.is_system else no_because(NOT_HERE)


def may_see_letter(*, actor: Actor, letter: Letter) -> Verdict:
    """Whose letter it is; officers of the issuing unit; the system. Family asks through the case."""
    mine = actor.person_id is not None and actor.person_id == letter.person_id
    return YES if mine or actor.is_system or letter.unit_id in actor.units() else no_because(NOT_HERE)


def may_have_key(*, actor: Actor) -> Verdict:
    """Holders of a position that signs."""
    if actor.kind is ActorKind.OFFICER and actor.person_id is not None and any(h.may_sign for h in actor.holdings):
        return YES
    return no(
        "Hanya pejabat penanda tangan yang membuat sertifikat. Tanyakan kepada bagian kepegawaian bila jabatan Anda belum tercatat."
    )


def may_change_key(*, actor: Actor, key: SigningKey) -> Verdict:
    """The holder alone."""
    if actor.person_id == key.person_id:
        return YES
    return no("Sertifikat ini milik pejabat lain. Sertifikat Anda ada di halaman Tanda tangan saya.")


def may_revoke_key(*, actor: Actor, key: SigningKey) -> Verdict:
    """The holder, an inspector, the system (when an official leaves)."""
    if actor.person_id == key.person_id or actor.has_role(INSPECTOR) or actor.is_system:
        return YES
    return no("Sertifikat dicabut oleh pemiliknya atau Inspektorat. Hubungi Inspektorat.")


def may_take_number(*, actor: Actor) -> Verdict:
    """Whoever signs; the system."""
    if actor.is_system or any(h.may_sign for h in actor.holdings):
        return YES
    return no("Nomor surat baru diambil saat pejabatnya menandatangani. Serahkan suratnya kepada beliau.")


def may_cancel_number(*, actor: Actor) -> Verdict:
    """Heads of units and inspectors; the system."""
    if actor.is_system or actor.has_role(HEAD, INSPECTOR):
        return YES
    return no("Nomor surat dibatalkan oleh kepala unit. Sampaikan alasannya kepada beliau.")


def may_sign(*, actor: Actor, holding: Holding, unit: Unit, key: OpenKey) -> Verdict:
    """The holder of a signing position of the issuing unit, with the own key."""
    if unit.pk != holding.unit:
        return no("Surat ini diterbitkan unit lain. Serahkan kepada pejabat unit itu.")
    return _signs(actor, holding, key)


def may_countersign(*, actor: Actor, holding: Holding, letter: Letter, key: OpenKey) -> Verdict:
    """A signing position of the kecamatan above the unit that issued the letter."""
    above = city.kecamatan_unit_of(letter.unit)
    if above is None or above.pk != holding.unit:
        return no("Surat ini dari kecamatan lain. Serahkan kepada camat wilayah itu.")
    return _signs(actor, holding, key)


def may_sign_again(*, actor: Actor, letter: Letter, key: OpenKey) -> Verdict:
    """Whoever signed the letter first: the name on it cannot change."""
    signers = {letter.signed_by.person_id}
    second = getattr(letter, "second", None)
    if second is not None:
        signers.add(second.signed_by.person_id)
    if actor.person_id in signers and key.person_id == actor.person_id:
        return YES
    return no("Nama penanda tangan surat ini sudah tetap. Minta beliau menandatangani lagi, atau cabut suratnya.")


def may_finish(*, actor: Actor) -> Verdict:
    """The machine makes the PDF."""
    return YES if actor.is_system else no("PDF surat dibuat oleh sistem. Tunggu sebentar, lalu muat ulang halaman ini.")


def may_revoke(*, actor: Actor, letter: Letter) -> Verdict:
    """The head of the unit that issued the letter; an inspector; the system when the case is refused after all."""
    heads = any(h.unit == letter.unit_id and HEAD in h.roles for h in actor.holdings)
    if heads or actor.has_role(INSPECTOR) or actor.is_system:
        return YES
    return no("Surat dicabut oleh kepala unit yang menerbitkannya atau Inspektorat. Sampaikan alasannya kepada beliau.")


def _signs(actor: Actor, holding: Holding, key: OpenKey) -> Verdict:
    if holding not in actor.holdings or not holding.may_sign:
        return no("Jabatan Anda tidak menandatangani surat. Serahkan kepada pejabatnya.")
    return YES if key.person_id == actor.person_id else no("Kunci tanda tangan itu milik pejabat lain. Pakai kunci Anda sendiri.")


def _is_family(actor: Actor, person: Person) -> bool:
    if actor.person_id is None:
        return False
    if actor.person_id == person.pk:
        return True
    if Person.objects.filter(pk=actor.person_id, household=person.household_id).exists():
        return True
    today = city.today()
    guards = Guardianship.objects.filter(guardian=actor.person_id, ward=person, since__lte=today)
    return guards.exclude(until__lt=today).exists()
