"""The endpoints, asked as a program asks them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from lorong.kernel.people.values import VISITOR
from lorong.lib.actors import SISTEM
from lorong.services.complaints.actions import tell
from lorong.services.complaints.models import ApiKey, Incident, Photo, Report
from lorong.services.complaints.open311 import actions as keys
from lorong.services.complaints.open311 import queries, quick, values
from lorong.services.complaints.open311.asking import Wanted
from lorong.services.complaints.open311.reads import Gate
from lorong.services.complaints.open311.tests.conftest import App, assert_fault, checked
from lorong.services.complaints.open311.tests.spark import as_text, assert_standard, mapped
from lorong.services.complaints.open311.views import passage
from lorong.services.complaints.open311.writing import together, written
from lorong.services.complaints.tests.conftest import SLUG, Street, picture, publish_now, spot_of
from lorong.services.complaints.values import Telling
from lorong.testing import MONDAY, Cast

pytestmark = pytest.mark.django_db
ASKS = {
    "pages": [
        {
            "id": "apa",
            "title": "Apa",
            "fields": [
                {"id": "tiang", "label": "Nomor tiang", "label_en": "Number of the pole", "type": "number"},
                {"id": "kelurahan", "label": "Kelurahan", "type": "region", "required": False},
            ],
        }
    ]
}


def both(app: App, path: str, **query: Any) -> Any:
    """The JSON of an answer, which is the same as its XML by the standard's mapping."""
    as_xml, as_json = app.get(f"{path}.xml", **query), app.get(f"{path}.json", **query)
    assert (as_xml.status_code, as_json.status_code) == (200, 200), as_json.content
    assert as_xml["Content-Type"] == "text/xml; charset=utf-8"
    assert as_json["Content-Type"] == "application/json; charset=utf-8"
    assert mapped(assert_standard(as_xml.content)) == as_text(as_json.json())
    return as_json.json()


def test_discovery_leads_to_the_endpoint(settings: Any):
    settings.DEMO = False
    for path in ("discovery", "v2/discovery"):
        found = both(App(), path)
        assert found["endpoints"][0]["url"] == f"{settings.PUBLIC_URL}/open311/v2"
        assert found["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert found["endpoints"][0]["type"] == "production"
        assert "{" not in found["contact"] and settings.PUBLIC_URL in found["contact"]


def test_the_services_are_the_kinds_in_force_in_the_language_asked_for(street: Street):
    (found,) = both(App(), "v2/services")
    assert found == {
        "service_code": SLUG,
        "service_name": "Lampu jalan mati",
        "description": "Untuk menguji.",
        "metadata": False,
        "type": "realtime",
        "keywords": None,
        "group": "Uji",
    }


def test_a_definition_tells_the_questions(cast: Cast):
    publish_now(form=ASKS)
    pole, area = both(App(language="en"), f"v2/services/{SLUG}")["attributes"]
    assert (pole["code"], pole["datatype"], pole["required"], pole["description"]) == (
        "tiang",
        "number",
        True,
        "Number of the pole",
    )
    assert area["datatype"] == "singlevaluelist"
    assert len(area["values"]) > 100
    assert both(App(), "v2/services")[0]["metadata"] is True


def test_a_request_is_told_with_its_office_promise_and_place_once_it_is_checked(street: Street):
    incident = street.tell(text="Lampu mati, hubungi 0812 3456 7890").incident
    assert both(App(), f"v2/requests/{incident.code}", jurisdiction_id="makassar.contoh.go.id")[0]["description"] is None
    checked(street, incident)
    (told,) = both(App(), f"v2/requests/{incident.code}")
    assert told["service_request_id"] == incident.code
    assert (told["status"], told["service_code"], told["service_name"]) == ("open", SLUG, "Lampu jalan mati")
    assert told["description"].startswith("Lampu mati, hubungi ") and "0812" not in told["description"]
    assert "Kelurahan" in told["agency_responsible"]
    assert (told["lat"], told["long"]) == tuple(incident.place)
    assert told["address_id"] == incident.region
    assert told["requested_datetime"] == "2026-08-03T08:00:00+08:00"


def test_what_is_over_is_closed_with_the_moment_of_its_end(street: Street):
    incident = street.tell().incident
    street.advance(incident, "verifikasi", "arsipkan", reason="Bukan aduan", at=MONDAY + timedelta(hours=2))
    (told,) = both(App(), f"v2/requests/{incident.code}")
    assert (told["status"], told["updated_datetime"]) == ("closed", "2026-08-03T10:00:00+08:00")
    assert told["status_notes"] == "Laporan diarsipkan dengan alasan."


@pytest.fixture
def many(street: Street) -> list[str]:
    """Five incidents within the last days, the oldest first; the third is over."""
    begun = timezone.now() - timedelta(days=6)
    found = [street.tell(at=begun + timedelta(days=n), spot=spot_of(north=200 * n)).incident for n in range(5)]
    street.advance(found[2], "verifikasi", "arsipkan", reason="Bukan aduan")
    return [incident.code for incident in found]


def test_requests_are_narrowed_by_state_kind_and_time(many: list[str]):
    def codes(**query: Any) -> list[str]:
        return [one["service_request_id"] for one in both(App(), "v2/requests", **query)]

    assert codes() == many[::-1]
    assert codes(status="closed") == [many[2]]
    assert codes(status="open") == [many[4], many[3], many[1], many[0]]
    assert codes(service_code=f"lain,{SLUG}") == many[::-1]
    assert codes(service_code="lain") == []
    second = Incident.objects.get(code=many[1]).opened_at.isoformat()
    assert codes(start_date=second) == many[1:][::-1]
    assert codes(end_date=second) == many[:2][::-1]
    assert sorted(codes(service_request_id=f"{many[0]},{many[3]},26-0101-9999", status="closed")) == [many[0], many[3]]


def test_pages_follow_each_other_and_the_link_leads_on(many: list[str]):
    app, seen = App(), []
    found = app.get("v2/requests.json", page_size="2")
    while found is not None:
        seen += [one["service_request_id"] for one in found.json()]
        link = found.headers.get("Link", "")
        found = app.client.get(link.split(">")[0].split("://", 1)[1].partition("/")[2].join(["/", ""])) if link else None
    assert seen == many[::-1]
    assert [one["service_request_id"] for one in app.get("v2/requests.json", page_size="2", page="2").json()] == many[::-1][2:4]


def test_a_page_asks_the_database_one_thing_however_long_it_is(many: list[str], django_assert_num_queries: Any):
    app = App()
    app.get("v2/requests.json")  # what a process remembers
    with django_assert_num_queries(3):  # and two of the door: did the city change, did the catalogue
        app.get("v2/requests.json")


def test_the_quick_way_tells_what_the_room_tells_at_leisure(many: list[str], street: Street):
    codes = [Incident.objects.get(code=code) for code in many]
    for incident in codes[:2]:
        checked(street, incident)
    street.tell(join=many[0], text="Masih mati juga, telepon 0812 3456 7890")
    first = Report.objects.filter(incident=codes[0]).order_by("pk")[0]
    Report.objects.filter(pk=first.pk).update(withdrawn_at=timezone.now())
    Report.objects.filter(incident=codes[1]).update(hidden=True)
    Incident.objects.filter(pk=codes[3].pk).update(place=None, where="Depan warung, DD 1234 AB")
    for wanted in (Wanted(ids=tuple(many)), Wanted(ids=(many[0],))):
        for suffix in ("json", "xml"):
            rows, _ = quick.page(wanted, suffix)
            told = values.requests(queries.page(wanted).rows)
            assert together("service_requests", rows, suffix) == written("service_requests", told, suffix)


def test_what_changes_is_told_at_once(many: list[str], street: Street):
    incident = Incident.objects.get(code=many[0])
    before = App().get(f"v2/requests.json?service_request_id={many[0]}").json()
    checked(street, incident)
    after = App().get(f"v2/requests.json?service_request_id={many[0]}").json()
    assert (before[0]["description"], after[0]["description"]) == (None, "Lampu di depan masjid mati sejak Senin")
    Report.objects.filter(incident=incident).update(hidden=True)
    assert App().get(f"v2/requests.json?service_request_id={many[0]}").json()[0]["description"] is None


def test_what_is_secret_hidden_or_not_public_never_leaves(street: Street):
    secret = street.tell(visibility="secret", text="Rahasia sekali tentang lampu").incident
    hidden = street.tell(spot=spot_of(north=500)).incident
    Incident.objects.filter(pk=hidden.pk).update(hidden=True, in_public=False)
    for code in (secret.code, hidden.code, "26-0803-9999"):
        said = assert_fault(App().get(f"v2/requests/{code}.json"), 404)
        assert said == ["service_request_id itu tidak ada, atau tidak terbuka untuk umum. Lihat lagi nomornya."]
        assert_fault(App().get(f"v2/tokens/{code}.json"), 404)
    assert both(App(), "v2/requests", service_request_id=f"{secret.code},{hidden.code}") == []
    assert both(App(), "v2/requests", start_date="2026-08-01", end_date="2026-08-10") == []


def test_the_name_of_who_told_it_never_leaves(street: Street):
    told = Telling(SLUG, "Lampu di depan masjid mati", "anonymous", spot_of(), name="Siti Rahasia Sekali", phone="+6281234567890")
    incident = tell(actor=VISITOR, telling=told, photos=(), key="satu").incident
    checked(street, incident)
    for suffix in ("xml", "json"):
        assert b"Rahasia" not in App().get(f"v2/requests/{incident.code}.{suffix}", extensions="true").content


def test_extensions_come_when_they_are_asked_for(street: Street):
    incident = street.tell().incident
    assert "extended_attributes" not in App().get(f"v2/requests/{incident.code}.json").json()[0]
    (told,) = App().get(f"v2/requests/{incident.code}.json", extensions="true").json()
    more = told["extended_attributes"]
    assert (more["stage"], more["reporters"], more["page"][-len(incident.code) - 2 :]) == ("unchecked", 1, f"/{incident.code}/")
    assert [line["description"] for line in more["updates"]] == ["Laporan diterima"]
    assert (
        "updates" not in App().get("v2/requests.json", start_date="2026-08-01", extensions="1").json()[0]["extended_attributes"]
    )


def test_an_app_sends_a_report_and_reads_it_again(street: Street, app: Callable[..., App]):
    sent = app(proves_phones=True).post(
        phone="0812 3456 7890", first_name="Siti", last_name="Contoh", address_string="Depan masjid"
    )
    assert sent.status_code == 201, sent.content
    (told,) = sent.json()
    report = Report.objects.select_related("incident").get()
    assert told["service_request_id"] == report.incident.code
    assert told["account_id"] is None
    assert (report.channel, report.name, report.phone, report.where) == ("api", "Siti Contoh", "+6281234567890", "Depan masjid")
    assert both(App(), f"v2/requests/{report.incident.code}")[0]["status"] == "open"
    assert both(App(), f"v2/tokens/{report.incident.code}") == [
        {"service_request_id": report.incident.code, "token": report.incident.code}
    ]


def test_xml_is_answered_by_the_standard_too(street: Street, app: Callable[..., App]):
    sent = app().post("xml")
    assert sent.status_code == 201
    assert [child.tag for child in assert_standard(sent.content)[0]] == ["service_request_id", "service_notice", "account_id"]


def test_answers_and_pictures_come_along(cast: Cast, app: Callable[..., App], django_capture_on_commit_callbacks: Any):
    publish_now(form=ASKS)
    from_app = app()
    assert_fault(from_app.post(), 400, "nomor tiang")
    files = [_upload(n) for n in range(2)]
    sent = from_app.post(media=files, **{"attribute[tiang]": "12"})
    assert sent.status_code == 201, sent.content
    assert Report.objects.get().answers == {"tiang": 12}
    assert Photo.objects.count() == 2
    assert_fault(from_app.post(media=[_upload(n) for n in range(6)], **{"attribute[tiang]": "12"}), 400, "5 foto")


def _upload(shade: int) -> Any:
    from_disk = io.BytesIO(picture(shade))
    from_disk.name = f"{shade}.jpg"
    return from_disk


def test_sent_twice_under_one_key_it_is_one_report(street: Street, app: Callable[..., App]):
    one, other = app(), app()
    first, second = (one.post(again="abc-123").json() for _ in range(2))
    assert first == second
    assert Report.objects.count() == 1
    other.post(again="abc-123")  # the key is the app's own
    assert Report.objects.count() == 2


def test_without_a_good_key_nothing_is_taken(street: Street, app: Callable[..., App]):
    gone = app()
    keys.revoke_key(actor=SISTEM, key=ApiKey.objects.get(), at=MONDAY)
    for key in ("", "o311_salah", gone.key):
        assert_fault(App(key).post(), 403, "api_key")
        assert_fault(App(key).post("xml"), 403, "api_key")
    assert Report.objects.count() == 0


def test_a_key_is_good_for_so_many_reports_a_day(street: Street, app: Callable[..., App]):
    little = app(a_day=1)
    assert little.post().status_code == 201
    refused = little.post()
    assert_fault(refused, 429, "1 laporan")
    assert int(refused["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("sent", "status", "word"),
    [
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "tidak-ada"}, 404, "service_code"),
        ({"jurisdiction_id": "kota-lain.go.id"}, 404, "jurisdiction_id"),
        ({"lat": "", "long": ""}, 400, "lat"),
        ({"lat": "0", "long": "0"}, 400, ""),
        ({"description": ""}, 400, ""),
    ],
)
def test_what_cannot_be_taken_is_answered_by_the_standard(
    street: Street, app: Callable[..., App], sent: dict[str, str], status: int, word: str
):
    for suffix in ("json", "xml"):
        assert_fault(app().post(suffix, **sent), status, word)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("v2/services/tidak-ada.json", 404),
        ("v2/requests.json?status=selesai", 400),
        ("v2/requests.xml?start_date=2026-01-01&end_date=2026-12-31", 400),
        ("v2/services.json?jurisdiction_id=lain", 404),
        ("v2/services.yaml", 406),
        ("v2/requests/26-0803-0001.csv", 406),
        ("v2/apa", 404),
        ("", 404),
    ],
)
def test_a_no_is_told_as_the_standard_tells_it(street: Street, path: str, status: int):
    assert_fault(App().get(path), status)


def test_a_no_is_said_in_english_to_who_asks_for_it(street: Street):
    (said,) = assert_fault(App(language="en-GB,en").get("v2/services/tidak-ada.json"), 404)
    assert said == "There is no such service_code. See the list at services."


def test_an_optional_argument_without_a_value_is_as_if_it_was_not_there(many: list[str]):
    assert both(App(), "v2/requests", jurisdiction_id="", status="", service_code="") == both(App(), "v2/requests")


def test_only_what_can_be_done_is_done(street: Street):
    client = App().client
    refused = client.delete("/open311/v2/requests.json")
    assert_fault(refused, 405)
    assert refused["Allow"] == "GET, POST"
    assert_fault(client.post("/open311/v2/services.json"), 405)
    assert client.head("/open311/v2/services.json").status_code == 200


def test_who_asks_too_often_is_told_when_to_come_again(street: Street, monkeypatch: Any):
    monkeypatch.setattr(passage, "READS", Gate(1, 3600))
    client = App().client
    assert client.get("/open311/v2/services.json", REMOTE_ADDR="2001:db8::1").status_code == 200
    refused = client.get("/open311/v2/services.json", REMOTE_ADDR="2001:db8::2")  # of the same subscriber
    assert_fault(refused, 429)
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert client.get("/open311/v2/services.json", REMOTE_ADDR="2001:db8:1::1").status_code == 200
    assert client.get("/open311/v2/services.json", REMOTE_ADDR="10.1.1.1").status_code == 200


def test_other_peoples_pages_may_ask_and_caches_may_keep_what_is_everybodys(street: Street, app: Callable[..., App]):
    told = App().get("v2/requests.json")
    assert (told["Access-Control-Allow-Origin"], told["Cache-Control"]) == ("*", "public, max-age=60")
    assert "Accept-Language" in told["Vary"]
    assert app().post()["Cache-Control"] == "private, no-store"


def test_a_bug_is_told_without_its_insides(street: Street, monkeypatch: Any):
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("rahasia dalam")

    monkeypatch.setattr("lorong.services.complaints.open311.catalogue.offered", broken)
    said = assert_fault(App().get("v2/services.json"), 500)
    assert "rahasia" not in " ".join(said)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nkacau", "multipart/form-data"),
        (b"&".join(b"a%d=1" % n for n in range(1000)), "application/x-www-form-urlencoded"),
        (b"a=" + b"b" * (3 * 1024 * 1024), "application/x-www-form-urlencoded"),
        (b"\xff\xfe=\xff", "application/x-www-form-urlencoded"),
    ],
)
def test_a_form_that_is_none_is_refused(street: Street, body: bytes, kind: str):
    answer = App().client.generic("POST", "/open311/v2/requests.json", body, kind)
    assert answer.status_code in {400, 403}, answer.content
    assert answer.json()[0]["code"] == answer.status_code
