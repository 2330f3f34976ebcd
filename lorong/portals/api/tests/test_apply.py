"""A whole application by a program: from the list of services to the letter on the phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import jsonschema_rs
import pytest

from lorong.kernel.cases.models import Case, CaseMessage, Draft
from lorong.kernel.catalog import queries as catalog
from lorong.portals.api.tests.conftest import Program, assert_refused
from lorong.testing import Cast
from tests.pictures import photo
from tests.things import ANSWERS, SLUG, Desk, publish

Made = Callable[..., Program]


def begun(siti: Program, **more: Any) -> dict[str, Any]:
    answer = siti.post("/applications", {"service": SLUG, "answers": ANSWERS[SLUG], **more})
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def send(siti: Program) -> dict[str, Any]:
    """An application that became a case."""
    draft = begun(siti)
    for need in draft["documents"]:
        if not need["satisfied"]:
            answer = siti.put(f"/applications/{draft['id']}/documents/{need['requirement']}", photo(need["requirement"]))
            assert answer.status_code == 200, answer.content
    answer = siti.post(f"/applications/{draft['id']}/submit")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_siti_applies_by_a_program_in_a_few_calls(open_service: str, program_of: Made, cast: Cast):
    siti = program_of("siti")
    draft = begun(siti)
    assert draft["ready"] is False
    assert {m["kind"] for m in draft["missing"]} == {"document"}
    case = send(siti)
    assert (case["state"], case["turn"], case["service"]) == ("running", "city", SLUG)
    assert datetime.fromisoformat(case["promised_at"]).utcoffset() is not None
    assert case["promised_at"].endswith("+08:00")
    assert case["history"][0]["what"] == f"{cast.person('siti').name} mengajukan lewat program"
    row = Case.objects.get(number=case["number"])
    assert (row.applicant, row.channel) == (cast.person("siti"), "api")
    assert [c["number"] for c in siti.get("/cases").json()["items"]] == [case["number"]]
    assert siti.get(f"/applications/{draft['id']}").json()["case"] == case["number"]


def test_what_is_wrong_is_kept_and_said_at_its_field(open_service: str, program_of: Made):
    siti = program_of("siti")
    draft = begun(siti, answers={"berdiri_sejak": "besok"})
    wrong = {m["id"]: m["detail"] for m in draft["missing"] if m["kind"] == "answer"}
    assert "angka" in wrong["berdiri_sejak"]
    assert draft["answers"]["berdiri_sejak"] == "besok"
    told = assert_refused(siti.post(f"/applications/{draft['id']}/submit"), 422, "missing")
    assert told["field"] in told["errors"]
    better = siti.call("PATCH", f"/applications/{draft['id']}", {"answers": ANSWERS[SLUG]}).json()
    assert {m["kind"] for m in better["missing"]} == {"document"}
    assert Draft.objects.get(pk=draft["id"]).answers["berdiri_sejak"] == "2019-03-01"


def test_a_file_that_is_none_is_refused_with_what_to_send_instead(open_service: str, program_of: Made):
    siti = program_of("siti")
    place = f"/applications/{begun(siti)['id']}/documents/ktp"
    assert_refused(siti.put(place, b"not a picture"), 409)
    assert_refused(siti.put(place, b""), 409)
    assert_refused(siti.put(place, b"GIF89a", kind="image/gif"), 415)
    assert_refused(siti.put(place.replace("ktp", "tidak_ada"), photo("x")), 404)
    huge = siti.call("PUT", place, photo("x"), kind="image/jpeg", CONTENT_LENGTH="20000000")
    assert_refused(huge, 413)


def test_an_unsent_application_can_be_thrown_away(open_service: str, program_of: Made):
    siti = program_of("siti")
    draft = begun(siti)
    assert siti.call("DELETE", f"/applications/{draft['id']}").status_code == 204
    assert_refused(siti.get(f"/applications/{draft['id']}"), 404)
    assert siti.get("/applications").json() == {"items": []}


def test_a_returned_case_is_answered_by_a_program(open_service: str, program_of: Made, cast: Cast):
    siti, desk = program_of("siti"), Desk(cast)
    number = send(siti)["number"]
    row = Case.objects.get(number=number)
    desk.does("budi", row, "kurang", reasons=("Foto KTP tidak terbaca",), asks=("ktp",))
    case = siti.get(f"/cases/{number}").json()
    assert case["turn"] == "applicant"
    assert case["returned"]["asks"] == [{"requirement": "ktp", "name": "KTP", "answered": False}]
    assert [c["number"] for c in siti.get("/cases", only="my_turn").json()["items"]] == [number]
    told = assert_refused(siti.post(f"/cases/{number}/answer", {}), 422, "missing")
    assert told["field"] == "ktp"
    assert siti.put(f"/cases/{number}/documents/ktp", photo("tajam")).status_code == 200
    assert_refused(siti.post(f"/cases/{number}/answer", {"answers": {"berdiri_sejak": "kapan saja"}}), 422)
    answered = siti.post(f"/cases/{number}/answer", {"answers": {"keperluan": "modal usaha"}})
    assert answered.status_code == 201, answered.content
    assert answered.json()["turn"] == "city"
    assert answered.json()["answers"]["keperluan"] == "modal usaha"
    documents = siti.get(f"/cases/{number}/documents").json()["items"]
    assert sum(d["requirement"] == "ktp" and d["replaced"] for d in documents) == 1


def test_the_letter_is_listed_downloaded_and_checked(open_service: str, program_of: Made, cast: Cast):
    siti, number = program_of("siti"), Desk(cast).issued().number
    letter = siti.get(f"/cases/{number}").json()["letter"]
    assert siti.get("/letters").json()["items"] == [letter]
    answer = siti.get(f"/cases/{number}/letter")
    content = b"".join(answer.streaming_content)
    assert (answer["Content-Type"], content[:5]) == ("application/pdf", b"%PDF-")
    anybody = Program()
    by_code = anybody.get("/check", code=letter["code"]).json()
    assert by_code == anybody.get("/check", code=letter["code"], number=letter["number"]).json()
    assert by_code == anybody.call("POST", "/check", content, kind="application/pdf").json()
    assert (by_code["finding"], by_code["good"], by_code["number"]) == ("real", True, letter["number"])
    assert cast.person("siti").name not in str(by_code)
    other = anybody.get("/check", code=letter["code"], number="1/2/3").json()
    assert (other["finding"], other["good"]) == ("unknown", False)
    altered = content.replace(b"/Producer", b"/producer", 1) + b"\n"
    assert anybody.call("POST", "/check", altered, kind="application/pdf").json()["good"] is False
    assert anybody.call("POST", "/check", b"x", kind="application/pdf").json()["finding"] == "foreign"


def test_both_sides_talk_and_old_lines_come_page_by_page(open_service: str, program_of: Made, cast: Cast):
    siti, number = program_of("siti"), Desk(cast).sent().number
    for i in range(5):
        assert siti.post(f"/cases/{number}/conversation", {"text": f"pesan {i}"}).status_code == 201
    seen, cursor = [], ""
    while True:
        page = siti.get(f"/cases/{number}/conversation", size=2, cursor=cursor).json()
        seen += [line["text"] for line in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [f"pesan {i}" for i in (4, 3, 2, 1, 0)]
    assert_refused(siti.post(f"/cases/{number}/conversation", {"text": "a\u0000b"}), 422)
    assert_refused(siti.post(f"/cases/{number}/conversation", {"text": "   "}), 422)
    assert CaseMessage.objects.filter(case__number=number).count() == 5


def test_services_are_found_paged_and_told_in_both_languages(db: None):
    publish(SLUG, "surat-keterangan-domisili", "surat-keterangan-tidak-mampu")
    anybody = Program()
    slugs, cursor = [], ""
    while cursor is not None:
        page = anybody.get("/services", size=1, cursor=cursor).json()
        slugs += [s["slug"] for s in page["items"]]
        cursor = page["next"]
    assert slugs == sorted(p.slug for p in catalog.current())
    assert len(slugs) == 3
    assert anybody.get("/services", q="usaha").json()["items"][0]["slug"] == SLUG
    told = anybody.get(f"/services/{SLUG}").json()
    english = Program(language="en-GB,id;q=0.5").get(f"/services/{SLUG}")
    assert isinstance(told["fee"], int)
    assert english["Content-Language"] == "en"
    assert english.json()["title"] != told["title"]
    assert_refused(anybody.get("/services/tidak-ada"), 404)


def test_siti_may_ask_for_herself_and_her_family_and_nobody_else(db: None, program_of: Made, cast: Cast):
    slug = "surat-keterangan-tidak-mampu"
    publish(slug)
    siti = program_of("siti")
    family = siti.get(f"/services/{slug}/subjects").json()["items"]
    assert family[0] == {"value": f"self:{cast.person('siti').pk}", "about": "self", "name": cast.person("siti").name}
    assert str(cast.person("tono").pk) not in str(family)
    told = assert_refused(siti.post("/applications", {"service": slug, "subject": f"self:{cast.person('tono').pk}"}), 409)
    assert told["field"] == "subject"
    assert_refused(siti.post("/applications", {"service": slug, "subject": f"family:{cast.person('tono').pk}"}), 409)
    if len(family) > 1:
        about = siti.post("/applications", {"service": slug, "subject": family[1]["value"]})
        assert about.json()["about"] == family[1]["about"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_description_is_openapi_and_each_form_a_json_schema(db: None, language: str):
    publish(SLUG)
    anybody = Program(language=language)
    document = anybody.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    form = anybody.get(f"/services/{SLUG}").json()["form"]
    assert jsonschema_rs.meta.is_valid(form)
    jsonschema_rs.validate(form, ANSWERS[SLUG])
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(form, {})
