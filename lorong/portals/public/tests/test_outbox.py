"""Kotak Pesan: in a demonstration everything that left can be read; elsewhere the page does not exist."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lorong.kernel.messages import actions, wording
from lorong.kernel.messages.tests.conftest import SITI_PHONE, TONO_PHONE, siti, tono  # noqa: F401
from lorong.lib.actors import SISTEM
from lorong.testing import MONDAY

pytestmark = pytest.mark.urls("lorong.portals.public.tests.urls")


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def send(phone, key, at=MONDAY, code="482913"):
    context = {**wording.template("kode").sample, "code": code}
    return actions.send_now(actor=SISTEM, phone=phone, template="kode", context=context, key=key, at=at)


def page(client, **query):
    response = client.get("/kotak-pesan/", query)
    assert response.status_code == 200
    return response.content.decode()


def test_without_a_demonstration_there_is_no_such_page(client, db, settings):
    settings.DEMO = False
    send(SITI_PHONE, "k1")
    assert client.get("/kotak-pesan/").status_code == 404


def test_an_empty_box_says_what_to_do(client, db):
    assert "Belum ada pesan" in page(client)


def test_a_code_can_be_read_by_whoever_plays(client, db):
    send(SITI_PHONE, "k1")
    html = page(client)
    assert "482913" in html
    assert "0812 3456 7890" in html


def test_every_channel_is_there_with_its_link(client, siti):  # noqa: F811
    sample = wording.template("terbit").sample
    actions.post(
        actor=SISTEM,
        account=siti,
        template="terbit",
        context=sample,
        key="k",
        case_number="26-0727-0042",
        link="/urusan/26-0727-0042/",
    )
    html = page(client)
    assert html.count("/urusan/26-0727-0042/") >= 2
    assert "Selesai. Surat Keterangan Usaha siap diunduh" in html
    assert siti.person.name in html


def test_only_one_phone_s_messages(client, db):
    send(SITI_PHONE, "k1", code="111111")
    send(TONO_PHONE, "k2", code="222222")
    html = page(client, hp="0812 3456 7890")
    assert "111111" in html
    assert "222222" not in html


def test_the_phone_of_an_account_finds_its_inbox_too(client, siti, tono):  # noqa: F811
    sample = wording.template("terbit").sample
    for account in (siti, tono):
        actions.post(actor=SISTEM, account=account, template="terbit", context=sample, key=f"k{account.pk}")
    html = page(client, hp=SITI_PHONE, lewat="inbox")
    assert siti.person.name in html
    assert tono.person.name not in html


def test_a_wrong_number_is_told_and_nothing_breaks(client, db):
    assert "Nomor HP" in page(client, hp="abc")
    assert "Nomor HP" in page(client, hp="0", lewat="merpati")


def test_pages_follow_each_other_without_a_gap(client, db):
    for n in range(65):
        # three at one moment: the order still has one meaning
        send(SITI_PHONE, f"k{n}", MONDAY + timedelta(seconds=n // 3), code=f"{n:06d}")
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        response = client.get("/kotak-pesan/", {"sesudah": cursor})
        rows = response.context["page"].rows
        seen += [row.body[:6] for row in rows]
        cursor = response.context["page"].after
    assert cursor == ""
    assert len(seen) == len(set(seen)) == 65
    assert [int(code) // 3 for code in seen] == sorted((n // 3 for n in range(65)), reverse=True)


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJhIiwgImIiXQ", "%00", "WzEsMl0"])
def test_a_cursor_that_somebody_made_up_shows_the_beginning(client, db, cursor):
    send(SITI_PHONE, "k1")
    assert "482913" in page(client, sesudah=cursor)


def test_what_a_resident_wrote_is_shown_as_text(client, siti):  # noqa: F811
    sample = {**wording.template("ditolak").sample, "reason": "<script>alert(1)</script>"}
    actions.post(actor=SISTEM, account=siti, template="ditolak", context=sample, key="k")
    assert "<script>alert" not in page(client)
