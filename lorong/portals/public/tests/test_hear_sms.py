"""CEK by SMS: status for whose case it is, the same answer for everybody else, and a gateway that repeats itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lorong.kernel.cases.tests.conftest import publish, submit, uji  # noqa: F401
from lorong.kernel.messages import actions, queries
from lorong.kernel.messages.tests.conftest import SITI_PHONE, TONO_PHONE, siti, tono  # noqa: F401
from lorong.lib.actors import SISTEM
from lorong.portals.public import sms

pytestmark = pytest.mark.urls("lorong.portals.public.tests.urls")
TOKEN = "token-of-the-gateway"
STRANGER = "+6281377778888"


@pytest.fixture
def case(publish, submit, siti, tono, settings) -> Any:  # noqa: F811
    settings.SMS_INBOUND_TOKEN = TOKEN
    settings.PUBLIC_URL = "https://layanan.contoh.go.id"
    publish()
    return submit("siti")


def told(text: Any, sender: Any = SITI_PHONE, provider_id: Any = "p1", token: str = TOKEN) -> Any:
    body = text if isinstance(text, bytes) else json.dumps({"id": provider_id, "from": sender, "text": text})
    return Client(enforce_csrf_checks=True).post(
        "/sms/masuk/", body, content_type="application/json", headers={"Authorization": f"Bearer {token}"}
    )


def answers(phone: str = SITI_PHONE) -> list[Any]:
    """What the phone was answered, oldest first."""
    rows = queries.outbox(phone=phone, channel="sms", size=100).rows
    return [row for row in reversed(rows) if row.key.startswith("sms-answer:")]


def heard() -> int:
    """How many SMS are kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM messages_inbound")
        return int(cursor.fetchone()[0])


def answer(text: str, sender: str = SITI_PHONE) -> Any:
    assert told(text, sender).status_code == 200
    (only,) = answers(sender)
    return only


def test_siti_learns_whose_turn_it_is_and_until_when(case):
    said = answer(f"CEK {case.number}")
    assert said.template == "sms_status"
    assert case.number in said.body
    assert "Giliran" in said.body
    assert said.urgent, "who asks at night is answered at night"


@pytest.mark.parametrize("form", ["cek {0}", "Cek  {0} ", "CEK {1}", "cek{1}", "CEK: {0}.", "CEK {2}", '"CEK {0}"'])
def test_however_it_is_written(case, form):
    short = case.number.replace("-00", "-")
    said = answer(form.format(case.number, case.number.replace("-", ""), short))
    assert said.template == "sms_status"


def test_tono_and_a_stranger_get_what_an_unknown_number_gets(case):
    theirs = answer(f"CEK {case.number}", TONO_PHONE)
    told(f"CEK {case.number}", STRANGER, "p2")
    told("CEK 26-0101-9999", TONO_PHONE, "p3")
    (strangers,), (_, unknown) = answers(STRANGER), answers(TONO_PHONE)
    assert theirs.template == strangers.template == unknown.template == "sms_unknown"
    assert theirs.body == strangers.body
    assert theirs.body.replace(case.number, "#") == unknown.body.replace("26-0101-9999", "#")


def test_a_phone_that_was_not_proved_is_a_stranger(case, siti):  # noqa: F811
    siti.phone_verified = False
    siti.save()
    assert answer(f"CEK {case.number}").template == "sms_unknown"


def test_an_officer_s_phone_tells_no_more_than_a_resident_s(case, cast):
    assert answer(f"CEK {case.number}", cast.account("budi").phone).template == "sms_unknown"


def test_somebody_who_reads_english_is_answered_in_english(case, siti):  # noqa: F811
    siti.language = "en"
    siti.save()
    assert "Send CEK and the number" in answer("HELP").body


@pytest.mark.parametrize("text", ["BANTUAN", "halo", "", "CEK", "CEK 12", "STOP", "CEK saya", "1" * 2000])
def test_anything_else_gets_help(case, text):
    assert answer(text).template == "sms_help"


def test_the_gateway_may_say_it_twice(case):
    for _ in range(3):
        assert told(f"CEK {case.number}").status_code == 200
    assert len(answers()) == 1
    assert heard() == 1


def test_an_sms_whose_answer_was_lost_is_answered_when_told_again(case):
    told(f"CEK {case.number}")
    answers()[0].delete()
    kept = actions.receive(actor=SISTEM, provider_id="p1", phone=SITI_PHONE, text="again")
    assert kept.answered
    kept.answered = False
    kept.save()
    told(f"CEK {case.number}")
    assert len(answers()) == 1


def test_after_ten_questions_in_an_hour_it_says_so_once_and_is_silent(case):
    for n in range(sms.MOST_AN_HOUR + 4):
        assert told(f"CEK {case.number}", provider_id=f"p{n}").status_code == 200
    templates = [a.template for a in answers()]
    assert templates.count("sms_status") == sms.MOST_AN_HOUR
    assert templates.count("sms_often") == 1
    assert len(templates) == sms.MOST_AN_HOUR + 1


def test_one_who_asks_too_often_does_not_silence_another(case):
    for n in range(sms.MOST_AN_HOUR + 4):
        told("halo", TONO_PHONE, f"t{n}")
    assert answer(f"CEK {case.number}").template == "sms_status"


def test_short_codes_and_company_names_get_no_answer(case):
    for n, sender in enumerate(["TELKOMSEL", "808", "+1 202 555 0100", "", "021 555 1234"]):
        assert told("Promo!", sender, f"p{n}").status_code == 200
    assert heard() == 0


def test_a_number_without_the_country_is_the_same_phone(case):
    assert told(f"CEK {case.number}", "0812 3456 7890").status_code == 200
    assert len(answers()) == 1


@pytest.mark.parametrize("token", ["", "wrong", "tökén"])
def test_without_the_token_nothing_is_heard(case, token):
    assert told("CEK", token=token.encode().decode("latin-1")).status_code == 401
    assert heard() == 0


def test_an_installation_without_a_token_hears_nobody(case, settings):
    settings.SMS_INBOUND_TOKEN = ""
    assert told("CEK", token="").status_code == 401


def test_only_post(case):
    assert Client().get("/sms/masuk/").status_code == 405


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'"x"',
        b"{}",
        b'{"id": 1, "from": "0812", "text": "x"}',
        b'{"id": "1", "from": null, "text": "x"}',
        b'{"id": "a\\u0000b", "from": "081234567890", "text": "x"}',
        b'{"id": "\\ud800", "from": "081234567890", "text": "x"}',
        json.dumps({"id": "1" * 121, "from": "081234567890", "text": "x"}).encode(),
        json.dumps({"id": "1", "from": "081234567890", "text": "x" * 2001}).encode(),
        b"[" * 100000,
    ],
)
def test_rubbish_is_told_to_be_rubbish(case, body):
    assert told(body).status_code == 400
    assert heard() == 0


@pytest.mark.parametrize("text", ["\x00\x01", "\ud800", "😀🇮🇩", "'; DROP TABLE cases_case; --", "CEK ' OR 1=1"])
def test_strange_signs_break_nothing(case, text):
    assert answer(text).template == "sms_help"


@given(st.text(max_size=200))
def test_whatever_is_written_is_a_number_or_none(text):
    number = sms.written_number(text)
    assert number is None or len(number.replace("-", "")) >= 10


@given(st.integers(0, 99), st.integers(0, 9999), st.integers(1, 99999), st.sampled_from(["-", "", " ", "/", "."]))
def test_a_number_is_read_back_however_it_is_parted(year, day, serial, between):
    number = f"{year:02d}-{day:04d}-{serial:04d}"
    assert sms.written_number("cek " + number.replace("-", between)) == number
