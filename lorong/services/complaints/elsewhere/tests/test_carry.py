"""On the way: whatever the other side does, it is there once, or an officer knows that it is not."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from lorong.kernel.cases import queries as cases
from lorong.lib.actors import SISTEM
from lorong.services.complaints import tasks
from lorong.services.complaints.elsewhere import actions, carrying, wire
from lorong.services.complaints.elsewhere.tests.conftest import Elsewhere, answering
from lorong.services.complaints.elsewhere.values import MOST_TRIES
from lorong.services.complaints.models import Forwarding, Line
from lorong.services.complaints.tests.conftest import Street

pytestmark = pytest.mark.django_db
Given = Callable[..., Forwarding]
TAKEN = answering([{"service_request_id": "G-1", "service_notice": ""}], 201)


def again(row: Forwarding) -> Forwarding:
    """Its time has come."""
    Forwarding.objects.filter(pk=row.pk).update(next_at=timezone.now() - timedelta(seconds=1))
    tasks.elsewhere(0)
    row.refresh_from_db()
    return row


def first(row: Forwarding) -> Forwarding:
    tasks.forward(forwarding=row.pk)
    row.refresh_from_db()
    return row


def news(status: str = "open", notes: str = "", **extended: str) -> Any:
    return answering([{"service_request_id": "G-1", "status": status, "status_notes": notes, "extended_attributes": extended}])


def test_it_is_taken_and_everybody_who_told_it_gets_the_number(forwarded: Given, elsewhere: Elsewhere, street: Street):
    elsewhere.says(TAKEN)
    row = first(forwarded())
    assert (row.state, row.number, row.unsure) == ("there", "G-1", 0)
    assert Line.objects.get(report__incident=row.incident).body == "Diterima dengan nomor G-1."
    first(row)
    assert len(elsewhere.posts) == 1


SLOW = [answering(b"upset", 500), answering([], 201), answering([], 429)]


@pytest.mark.parametrize("answer", SLOW)
def test_a_server_that_is_upset_is_asked_again_with_the_same_key(forwarded: Given, elsewhere: Elsewhere, answer: Any):
    elsewhere.says(answer, TAKEN)
    row = first(forwarded())
    assert row.state == "waiting" and row.why and row.next_at and row.next_at > timezone.now() + timedelta(minutes=4)
    assert again(row).state == "there"
    assert {one.headers["Idempotency-Key"] for one in elsewhere.posts} == {row.reference} and len(elsewhere.posts) == 2


def test_a_server_that_is_gone_gives_the_work_back_after_some_tries(
    forwarded: Given, elsewhere: Elsewhere, street: Street, near: Any
):
    near(endpoint="http://127.0.0.1:9/v2")
    row = first(forwarded())
    waits = []
    while row.state == "waiting":
        assert row.next_at is not None
        waits.append(row.next_at - timezone.now())
        row = again(row)
    assert (row.state, row.tries, row.unsure) == ("back", MOST_TRIES, 0)
    assert waits == sorted(waits)
    case = street.case(row.incident)
    assert [item.step for item in cases.open_items(case)] == ["verifikasi"]
    why = cases.events(case)[-1].data["reason"]
    assert "tidak dapat dihubungi" in why and "Teruskan dengan tautan atau surat" in why and "Mungkin" not in why


def test_who_answers_a_byte_at_a_time_is_hung_up_on(forwarded: Given, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wire, "WHOLE", 0.3)

    def drip(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 201 ")
        for _ in range(40):
            time.sleep(0.05)
            try:
                handler.wfile.write(b"x")
            except OSError:
                return

    elsewhere.says(drip)
    began = time.monotonic()
    row = first(forwarded())
    assert (row.state, row.unsure) == ("waiting", 1) and time.monotonic() - began < 1.5


def test_an_endless_answer_is_not_read(forwarded: Given, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wire, "MOST_ANSWER", 1000)
    elsewhere.says(answering(b"[" + b" " * 5000 + b"]", 201))
    assert first(forwarded()).unsure == 1


@pytest.mark.parametrize("status", [301, 400, 403])
def test_a_redirect_and_a_refusal_give_the_work_back_with_their_words(
    forwarded: Given, elsewhere: Elsewhere, street: Street, status: int
):
    said = [{"code": status, "description": "Jenis ini bukan wewenang kami. Hubungi 081234567890"}]
    elsewhere.says(answering(said, status, Location="http://127.0.0.1:1/lain"))
    row = first(forwarded())
    assert row.state == "back" and "bukan wewenang kami" in row.why and "0812" not in row.why
    assert len(elsewhere.asked) == 1 and street.fresh(row.incident).step == "verifikasi"


def test_killed_between_their_yes_and_our_note_it_is_there_once(
    forwarded: Given, elsewhere: Elsewhere, near: Any, monkeypatch: pytest.MonkeyPatch
):
    near(speaks="open311")
    row = forwarded()
    with monkeypatch.context() as patch:
        patch.setattr(actions, "note_sending", lambda **_kwargs: 1 / 0)
        elsewhere.says(TAKEN)
        with pytest.raises(ZeroDivisionError):
            carrying.carry(row.pk, at=timezone.now())
    told = elsewhere.posts[0].form["description"]
    assert row.reference in told
    elsewhere.says([{"service_request_id": "G-7", "description": "lain"}, {"service_request_id": "G-9", "description": told}])
    assert (again(row).state, row.number, len(elsewhere.posts)) == ("there", "G-9", 1)
    assert "/v2/requests.json?jurisdiction_id=contoh.example&service_code=uji-lampu&start_date=" in elsewhere.asked[-1].path


def test_where_nobody_can_tell_whether_it_arrived_an_officer_decides(
    forwarded: Given, elsewhere: Elsewhere, near: Any, street: Street
):
    near(speaks="open311")
    elsewhere.says(answering(b"", 502), answering([]))
    row = first(forwarded())
    while row.state == "waiting":
        row = again(row)
    assert (row.state, len(elsewhere.posts)) == ("back", 1)
    assert "Mungkin sudah diterima" in cases.events(street.case(row.incident))[-1].data["reason"]


def test_a_token_is_asked_after_until_it_has_a_number(forwarded: Given, elsewhere: Elsewhere):
    elsewhere.says(answering([{"token": "T-5"}], 201), [{"token": "T-5"}], [{"token": "T-5", "service_request_id": "G-1"}])
    row = first(forwarded())
    assert (row.state, row.token) == ("token", "T-5")
    assert again(row).state == "token"
    assert (again(row).state, row.number) == ("there", "G-1")
    assert elsewhere.asked[-1].path.startswith("/v2/tokens/T-5.json")


def test_what_they_say_becomes_news_once_and_the_end_is_asked_of_residents(
    forwarded: Given, elsewhere: Elsewhere, street: Street
):
    elsewhere.says(TAKEN, news(notes="Tim berangkat besok"), news(notes="Tim berangkat besok"), news("closed", "Sudah diganti"))
    row = again(again(first(forwarded())))
    lines = list(Line.objects.filter(report__incident=row.incident).order_by("pk").values_list("author", "body"))
    assert lines[1:] == [("Kabupaten Contoh", "Tim berangkat besok")] and row.quiet == 1
    assert again(row).state == "over"
    assert street.fresh(row.incident).step == "konfirmasi"
    told = [event.data["text"] for event in cases.events(street.case(row.incident)) if event.kind == "noted"]
    assert told == ["Kabupaten Contoh: Diterima dengan nomor G-1.", "Kabupaten Contoh: Tim berangkat besok"]
    event = cases.events(street.case(row.incident))[-1]
    assert (event.actor_name, event.data["reason"]) == ("Kabupaten Contoh", "Sudah diganti")


@pytest.mark.parametrize(
    ("told", "step", "ended"),
    [
        (news(stage="asked_if_fixed"), "konfirmasi", ""),
        (news("closed", "Sudah masuk jadwal", stage="answered"), "", "not_ours"),
        (news("closed", "Bukan jalan kami", stage="archived"), "verifikasi", ""),
        (news("closed", stage="merged"), "verifikasi", ""),
    ],
)
def test_how_it_ended_there_says_where_it_goes_here(
    forwarded: Given, elsewhere: Elsewhere, street: Street, told: Any, step: str, ended: str
):
    elsewhere.says(TAKEN, told)
    row = again(first(forwarded()))
    incident = street.fresh(row.incident)
    assert (row.state, incident.step, incident.ended) == ("over", step, ended)


def test_what_their_office_writes_reaches_our_reporters_once(forwarded: Given, elsewhere: Elsewhere, street: Street):
    elsewhere.says(TAKEN, news())
    row = first(forwarded())
    elsewhere.messages = [
        {"message_id": "7", "description": "Tiangnya di sisi mana? Telepon 081234567890"},
        {"message_id": "8 /"},
    ]
    again(again(row))
    told = list(Line.objects.filter(report__incident=row.incident).order_by("pk").values_list("body", flat=True))
    assert len(told) == 2 and told[1].startswith("Tiangnya di sisi mana? Telepon") and "0812" not in told[1]


def test_a_server_that_speaks_xml_is_understood(forwarded: Given, elsewhere: Elsewhere, near: Any):
    near(format="xml", speaks="open311")
    request = b"<service_requests><request><service_request_id>G-1</service_request_id>%b</request></service_requests>"
    elsewhere.says(answering(request % b"", 201), answering(request % b"<status>open</status><status_notes>Dicek</status_notes>"))
    row = again(first(forwarded()))
    assert (row.state, row.number, row.heard) == ("there", "G-1", "Dicek")
    assert [one.path.split("?")[0] for one in elsewhere.asked] == ["/v2/requests.xml", "/v2/requests/G-1.xml"]


def test_merged_over_there_it_is_followed(forwarded: Given, elsewhere: Elsewhere):
    elsewhere.says(TAKEN, news("closed", stage="merged", merged_into="G-2"))
    row = again(first(forwarded()))
    assert (row.state, row.number) == ("there", "G-2")


def test_silence_and_nonsense_change_nothing_and_are_asked_less_often(forwarded: Given, elsewhere: Elsewhere):
    elsewhere.says(TAKEN, answering(b"", 404), answering(b"{", 200), answering([{"status": "maybe"}]), answering(b"", 500))
    row = first(forwarded())
    for _ in range(4):
        row = again(row)
    assert (row.state, row.quiet) == ("there", 4)
    assert row.next_at is not None and row.next_at - timezone.now() > timedelta(hours=2)


def test_who_never_stops_talking_is_not_passed_on_for_ever(
    forwarded: Given, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(actions, "MOST_NEWS", 2)
    elsewhere.says(TAKEN, *(news(notes=f"Kabar {n}") for n in range(4)))
    row = first(forwarded())
    for _ in range(4):
        row = again(row)
    assert Line.objects.filter(report__incident=row.incident).count() == 3


def test_our_case_that_went_on_is_not_asked_after(forwarded: Given, elsewhere: Elsewhere, street: Street):
    elsewhere.says(TAKEN, news())
    row = first(forwarded())
    street.advance(row.incident, "pihak", "bukan_kami", by="sistem", reason="Ditarik kembali")
    assert again(row).state == "over"


def test_others_wait_along_while_a_city_is_down(forwarded: Given, elsewhere: Elsewhere):
    elsewhere.says(answering(b"", 503))
    row = first(forwarded())
    again(again(row))
    other = first(forwarded())
    assert (other.tries, other.next_at) == (0, Forwarding.objects.get(pk=row.pk).next_at)


def test_http_never_leaves_this_machine(settings: Any):
    with pytest.raises(wire.NotSent):
        wire.ask("GET", "http://contoh.example/v2/services.json", headers={})
    settings.PRODUCTION = True
    with pytest.raises(wire.NotSent):
        wire.ask("GET", "http://127.0.0.1:9/v2/services.json", headers={})


def test_only_the_machine_carries(forwarded: Given, street: Street):
    row = forwarded()
    for who in ("budi", "siti"):
        with pytest.raises(Exception, match="sistem"):
            actions.begin_sending(actor=street.cast.actor(who), forwarding=row, at=timezone.now())
    assert actions.begin_sending(actor=SISTEM, forwarding=row, at=timezone.now()) is False
