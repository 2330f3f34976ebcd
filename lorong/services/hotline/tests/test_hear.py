"""Everything that is written arrives once, under whoever wrote it, and only the mayor reads it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from lorong.kernel.messages.models import Message
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed, NotFound, Refusal
from lorong.services.hotline import actions, queries
from lorong.services.hotline.models import Contact, Line, Way
from lorong.services.hotline.values import By, Heard
from lorong.testing import MONDAY, Cast

from .conftest import PHONE, give_phone

Hears = Callable[..., Line]


def sent() -> list[tuple[str, str, str]]:
    """What was said to people: template, channel, address."""
    return [(m.template, m.channel, m.address or "") for m in Message.objects.order_by("made_at", "channel")]


def test_an_sms_is_kept_and_its_sender_is_told_once_a_day(comes_in: Hears):
    comes_in("Lampu jalan mati")
    comes_in("Sudah tiga malam", at=MONDAY + timedelta(hours=1))
    assert sent() == [("hotline_sampai", "sms", PHONE)]
    comes_in("Masih mati", at=MONDAY + timedelta(hours=25))
    assert [template for template, _, _ in sent()] == ["hotline_sampai"] * 2
    assert Contact.objects.get().unread == 3


def test_what_is_told_twice_by_the_provider_is_one_line(comes_in: Hears):
    first = comes_in("Lampu jalan mati", told_id="42")
    assert comes_in("Lampu jalan mati", told_id="42") == first
    assert (Line.objects.count(), Contact.objects.get().unread) == (1, 1)


def test_one_phone_is_one_person_by_sms_and_whatsapp_and_the_answer_takes_the_way_that_is_open(comes_in: Hears, cast: Cast):
    comes_in("Lampu jalan mati")
    line = comes_in("Fotonya menyusul", by=By.WHATSAPP, at=MONDAY + timedelta(hours=1))
    contact = Contact.objects.get()
    mayor = cast.actor("wali_kota")
    actions.reply(actor=mayor, contact=contact, text="Baik.", key="1", at=line.at + timedelta(hours=22))
    actions.reply(actor=mayor, contact=contact, text="Sudah?", key="2", at=line.at + timedelta(hours=26))
    said = [(template, channel) for template, channel, _ in sent() if template == "hotline_balasan"]
    assert said == [("hotline_balasan", "whatsapp"), ("hotline_balasan", "sms")]


def test_a_phone_that_an_account_has_proved_is_that_accounts_person(comes_in: Hears, cast: Cast):
    siti = give_phone(cast.account("siti"))
    comes_in("Dari SMS")
    actions.write(actor=cast.actor("siti"), text="Dari halaman", key="a" * 32, at=MONDAY)
    contact = Contact.objects.get()
    assert (contact.account_id, contact.name) == (siti.pk, cast.person("siti").name)
    assert [line.text for line in queries.talk(contact).rows][::-1] == ["Dari SMS", "Dari halaman"]


def test_who_wrote_by_phone_before_the_account_knew_it_is_found_again(comes_in: Hears, cast: Cast):
    comes_in("Sebelum punya akun")
    give_phone(cast.account("siti"))
    actions.write(actor=cast.actor("siti"), text="Sesudahnya", key="a" * 32, at=MONDAY)
    assert Contact.objects.count() == 1


def test_sending_the_page_twice_is_one_message_and_nothing_is_no_message(cast: Cast):
    siti = cast.actor("siti")
    first = actions.write(actor=siti, text="Pesan", key="a" * 32, at=MONDAY)
    assert actions.write(actor=siti, text="Pesan", key="a" * 32, at=MONDAY) == first
    with pytest.raises(Refusal, match="Tulis dulu"):
        actions.write(actor=siti, text="  ", key="b" * 32, at=MONDAY)


def test_what_is_neither_words_nor_kept_is_answered_with_what_to_do(comes_in: Hears):
    line = comes_in("", by=By.WHATSAPP, beside="video")
    assert (line.text, line.beside) == ("", "video")
    assert sent() == [("hotline_hubungi", "whatsapp", PHONE)]


def test_names_and_addresses_are_sealed_in_the_table(comes_in: Hears):
    comes_in("Rahasia saya", by=By.WHATSAPP, name="Siti Contoh")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, text, address FROM hotline_contact c JOIN hotline_line l ON l.contact_id = c.id, hotline_way"
        )
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert b"Siti" not in stored and b"Rahasia" not in stored and PHONE.encode() not in stored


def test_the_mayor_reads_everything_and_nobody_else_learns_that_there_is_anything(comes_in: Hears, cast: Cast):
    number = comes_in("Lampu jalan mati").contact.number
    mayor = cast.actor("wali_kota")
    assert [contact.number for contact, _ in queries.inbox(mayor).rows] == [number]
    for name in ("siti", "tono", "budi", "bu_lurah", "pak_camat", "auditor"):
        actor = cast.actor(name)
        for ask in (
            lambda a=actor: queries.inbox(a),
            lambda a=actor: queries.contact(a, number),
            lambda a=actor: queries.stalled(a),
        ):
            with pytest.raises(NotFound):
                ask()


def test_reading_reads_what_was_there_and_what_came_meanwhile_stays_new(comes_in: Hears, cast: Cast):
    line = comes_in("satu")
    comes_in("dua", at=MONDAY + timedelta(minutes=1))
    mayor = cast.actor("wali_kota")
    assert actions.mark_read(actor=mayor, contact=line.contact, upto=line.pk) == 1
    assert actions.mark_read(actor=mayor, contact=line.contact, upto=line.pk) == 0
    assert Contact.objects.get().unread == 1
    assert len(queries.inbox(mayor, new=True).rows) == 1


def test_only_the_doors_hand_in_messages(cast: Cast):
    with pytest.raises(NotAllowed):
        actions.hear(actor=cast.actor("siti"), heard=Heard(By.SMS, PHONE, "1", "x", MONDAY))


def test_what_was_written_stays_written(comes_in: Hears):
    line = comes_in("Lampu jalan mati")
    for change in ({"at": MONDAY - timedelta(days=1)}, {"side": "city"}, {"beside": "x"}):
        with pytest.raises(IntegrityError, match="stays written"), transaction.atomic():
            Line.objects.filter(pk=line.pk).update(**change)
    with pytest.raises(IntegrityError, match="stays written"), transaction.atomic():
        Line.objects.filter(pk=line.pk).delete()


def test_two_numbers_of_one_person_are_shown_as_one_and_can_be_taken_apart(comes_in: Hears, cast: Cast):
    mayor = cast.actor("wali_kota")
    one = comes_in("Dari nomor pertama").contact
    two = comes_in("Dari nomor kedua", address="+6281298765432", at=MONDAY + timedelta(minutes=1)).contact
    actions.unite(actor=mayor, contact=two, into=one)
    ((root, last),) = queries.inbox(mayor).rows
    assert (root, root.unread, last.text if last else "") == (one, 2, "Dari nomor kedua")
    comes_in("Lagi", address="+6281298765432", at=MONDAY + timedelta(minutes=2))
    one.refresh_from_db()
    assert one.unread == 3
    actions.part(actor=mayor, contact=Contact.objects.get(pk=two.pk))
    assert sorted((c.unread, line.text if line else "") for c, line in queries.inbox(mayor).rows) == [
        (1, "Dari nomor pertama"),
        (2, "Lagi"),
    ]


def test_a_contact_is_never_merged_into_itself_or_in_a_ring(comes_in: Hears, cast: Cast):
    mayor = cast.actor("wali_kota")
    one, two = comes_in("a").contact, comes_in("b", address="+6281298765432").contact
    three = comes_in("c", address="+6281311112222").contact
    with pytest.raises(Refusal, match="sudah satu orang"):
        actions.unite(actor=mayor, contact=one, into=one)
    actions.unite(actor=mayor, contact=two, into=one)
    with pytest.raises(Refusal, match="sudah satu orang"):
        actions.unite(actor=mayor, contact=one, into=Contact.objects.get(pk=two.pk))
    actions.unite(actor=mayor, contact=one, into=three)
    assert set(Contact.objects.exclude(merged_into=None).values_list("merged_into", flat=True)) == {three.pk}
    with pytest.raises(IntegrityError, match="stands by itself"), transaction.atomic():
        Contact.objects.filter(pk=three.pk).update(merged_into=one.pk)


def test_two_accounts_are_never_one_person(cast: Cast):
    for name in ("siti", "tono"):
        actions.write(actor=cast.actor(name), text="Halo", key="a" * 32, at=MONDAY)
    one, two = Contact.objects.order_by("pk")
    with pytest.raises(Refusal, match="akun sendiri"):
        actions.unite(actor=cast.actor("wali_kota"), contact=two, into=one)


@pytest.mark.usefixtures("own_database")
def test_two_parts_that_come_at_the_same_moment_make_one_person():
    start = threading.Barrier(4)

    def hand_in(part: int) -> None:
        start.wait()
        actions.hear(actor=SISTEM, heard=Heard(By.SMS, PHONE, str(part), f"bagian {part}", MONDAY), at=MONDAY)
        connection.close()

    threads = [threading.Thread(target=hand_in, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Contact.objects.count(), Way.objects.count(), Line.objects.count()) == (1, 1, 4)
    assert Contact.objects.get().unread == 4
