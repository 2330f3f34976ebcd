"""What the events of a case say of its incident, whoever acts, in whatever order."""

from __future__ import annotations

import random
import uuid
from dataclasses import asdict
from datetime import timedelta

import pytest

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as case_queries
from lorong.kernel.cases.models import Event
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.kernel.messages.models import Message
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import GuardFailed, Refusal
from lorong.services.complaints import actions, hearing, queries, standing, tasks
from lorong.services.complaints.models import Incident
from lorong.services.complaints.tests.conftest import Street, picture, publish_now
from lorong.services.complaints.values import RESIDENTS, Stage
from lorong.testing import MONDAY

pytestmark = pytest.mark.django_db


def test_the_stage_follows_the_case_and_names_no_step(street: Street):
    incident = street.tell().incident
    assert queries.stage(incident) is Stage.UNCHECKED
    street.advance(incident, "verifikasi", "minta_data", reason="Sebutkan jalannya")
    assert queries.stage(street.fresh(incident)) is Stage.WAITING_FOR_DATA
    report = incident.reports.get()
    actions.answer_data(
        actor=street.cast.actor("siti"), report=report, body="Jalan Contoh", key="k", who=street.who("siti"), at=MONDAY
    )
    assert queries.stage(street.fresh(incident)) is Stage.UNCHECKED
    street.advance(incident, "verifikasi", "teruskan")
    assert queries.stage(street.fresh(incident)) is Stage.WORKING
    assert incident.checked_at is not None
    street.claim(incident)
    assert (queries.stage(incident), incident.claims) == (Stage.ASKED_IF_FIXED, 1)
    street.answer(incident, "siti", True)
    assert (queries.stage(street.fresh(incident)), incident.kept) == (Stage.FIXED, True)


def test_what_is_archived_at_the_intake_is_never_shown(street: Street):
    incident = street.tell().incident
    street.advance(incident, "verifikasi", "arsipkan", reason="Tidak jelas")
    assert (queries.stage(street.fresh(incident)), incident.checked_at) == (Stage.ARCHIVED, None)
    page = queries.public_page(incident.code)
    assert (page.text, page.where) == ("", "")


def test_an_explanation_is_no_claim_that_it_is_fixed(street: Street):
    incident = street.tell().incident
    street.advance(incident, "verifikasi", "teruskan")
    street.advance(incident, "tindaklanjut", "jelaskan", reason="Menunggu anggaran")
    assert (queries.stage(street.fresh(incident)), incident.claims) == (Stage.ASKED_IF_FIXED, 0)


def test_fixed_needs_a_picture_taken_since_the_last_claim(street: Street):
    incident = street.tell().incident
    street.advance(incident, "verifikasi", "teruskan")
    with pytest.raises(GuardFailed, match="foto sesudah"):
        street.advance(incident, "tindaklanjut", "beres")
    street.visit(incident, "before")
    with pytest.raises(GuardFailed):
        street.advance(incident, "tindaklanjut", "beres")
    street.claim(incident)
    street.answer(incident, "siti", False)
    with pytest.raises(GuardFailed):
        street.advance(incident, "tindaklanjut", "beres")
    street.claim(incident)
    assert incident.claims == 2


def test_a_category_may_need_no_picture_afterwards(street: Street):
    publish_now("uji-tanpa-foto", after_photo=False)
    incident = street.tell(category="uji-tanpa-foto").incident
    street.advance(incident, "verifikasi", "teruskan")
    street.advance(incident, "tindaklanjut", "beres")
    assert street.fresh(incident).claims == 1


def test_another_party_is_asked_only_where_the_city_knows_one(street: Street):
    incident = street.tell().incident
    with pytest.raises(GuardFailed, match="Pilih sendiri penerimanya"):
        street.advance(incident, "verifikasi", "pihak_lain")


def test_a_case_that_nobody_told_of_here_is_none_of_our_business(street: Street):
    case = cases.start(actor=SISTEM, slug="uji-lampu", unit="73.71.13.1006", answers={}, key="k", channel="web", at=MONDAY)
    cases.advance(actor=street.cast.actor("budi"), case=case, step="verifikasi", outcome="teruskan", key="a", at=MONDAY)
    assert Incident.objects.count() == 0


STATIONS = ("verifikasi", "tindaklanjut", "konfirmasi", "tanggapan")


@pytest.mark.parametrize("seed", range(6))
def test_after_any_history_the_incident_says_what_its_case_says(street: Street, seed: int):
    """A random walk: everybody does whatever may be done; the columns are then told again from the events alone."""
    draw = random.Random(seed)
    reports = [street.tell(draw.choice(["siti", "tono"])) for _ in range(2)]
    at = MONDAY
    for _ in range(40):
        at += timedelta(hours=draw.randint(1, 30))
        incident = draw.choice(reports).incident
        incident.refresh_from_db()
        _something(street, draw, incident, at)
    assert Event.objects.count() > 15, "hardly anything happened"
    for incident in Incident.objects.all():
        assert asdict(hearing.standing_of(incident)) == asdict(_told_again(incident)), incident.code


def _something(street: Street, draw: random.Random, incident: Incident, at) -> None:
    case = street.case(incident)
    try:
        if incident.ended:
            street.tell(draw.choice(["siti", "tono"]), join=incident.code, at=at)
        elif incident.step.startswith("?"):
            report = incident.reports.filter(withdrawn_at=None).first()
            cases.resubmit(actor=RESIDENTS, case=case, key=uuid.uuid4().hex, at=at) if report else None
        elif incident.turn == "applicant" and draw.random() < 0.7:
            actions.answer_fixed(
                actor=street.cast.actor("siti"), incident=incident, agrees=draw.random() < 0.4, note="Belum", key=uuid.uuid4().hex,
                who=street.who("siti"), at=at,
            )  # fmt: skip
        elif draw.random() < 0.1:
            report = incident.reports.filter(withdrawn_at=None, account_id=street.who("siti").account_id).first()
            if report:
                actions.withdraw(actor=street.cast.actor("siti"), report=report, who=street.who("siti"), at=at)
        else:
            if incident.turn == "city" and draw.random() < 0.5:
                street.visit(incident, at=at)
            step = catalog.procedure(case.procedure_id).sop.step(incident.step)
            outcome = "diam" if step.by == "warga" else draw.choice(sorted(step.outcomes))
            actor = SISTEM if step.by == "warga" else street.cast.actor("budi")
            said = Said(reason="Alasan")
            cases.advance(actor=actor, case=case, step=step.id, outcome=outcome, key=uuid.uuid4().hex, said=said, at=at)
    except Refusal:
        return  # what may not be done now is refused, and changes nothing


def _told_again(incident: Incident) -> standing.Standing:
    numbers = [incident.case_number]
    while (parent := case_queries.for_actor(SISTEM, numbers[0]).parent_number) and numbers[0] != incident.code:
        numbers.insert(0, parent)
    told: standing.Standing | None = None
    contradicted_after_end = 0
    for number in numbers:
        case = case_queries.for_actor(SISTEM, number)
        sop = catalog.procedure(case.procedure_id).sop
        events = list(Event.objects.filter(case_id=case.pk).order_by("seq"))
        begun = standing.begun(case, sop, told)
        for event in events[1:]:
            begun = standing.after(begun, case, event, sop)
        contradicted_after_end += number != numbers[0] and bool(events[0].data.get("reason"))
        told = begun
    assert told is not None
    answers = incident.verdicts.filter(agrees=False).count()
    assert told.contradicted <= answers
    return standing.Standing(**{**asdict(told), "contradicted": min(told.contradicted + contradicted_after_end, told.claims)})


def test_a_picture_can_be_sent_with_the_details_that_were_asked(street: Street):
    report = street.tell()
    street.advance(report.incident, "verifikasi", "minta_data", reason="Foto tiangnya")
    actions.answer_data(
        actor=street.cast.actor("siti"), report=report, body="", photos=[picture()], key="k", who=street.who("siti"), at=MONDAY
    )
    assert report.photos.count() == 1
    assert street.case(report.incident).turn == "city"


def test_handed_to_another_office_or_kind_it_says_so_at_once(street: Street):
    publish_now("uji-tertutup", in_public=False)
    incident = street.tell().incident
    street.advance(incident, "verifikasi", "teruskan")
    budi, case = street.cast.actor("budi"), street.case(incident)
    cases.transfer(actor=budi, case=case, unit="73.71.13.1005", reason="Letaknya di sana", key="pindah", at=case.last_at)
    assert (street.fresh(incident).unit, incident.step) == ("73.71.13.1005", "tindaklanjut")
    told = str(queries.public_page(incident.code).timeline)
    assert "Dialihkan" in told
    assert "Letaknya di sana" not in told
    case = street.case(incident)
    cases.reclassify(actor=SISTEM, case=case, slug="uji-tertutup", reason="Jenisnya lain", key="jenis", at=case.last_at)
    assert (street.fresh(incident).category, incident.in_public) == ("uji-tertutup", False)


def test_what_is_anothers_goes_there_by_a_link_to_the_phone_that_the_city_knows(street: Street):
    publish_now("uji-tiang", parties=[{"to": "pln", "areas": ["73.71"]}])
    incident = street.tell(category="uji-tiang").incident
    street.advance(incident, "verifikasi", "pihak_lain")
    assert queries.stage(street.fresh(incident)) is Stage.ELSEWHERE
    case = street.case(incident)
    known = city.complaints_setting()["parties"]["pln"]
    assert hearing.contact(case, "pihak") == known["phone"]
    tasks.tell_news(incident=incident.pk, number=case.number, seq=case.last_seq)
    assert known["name"] in Message.objects.get(template="aduan_diteruskan", channel="inbox").subject
    street.advance(incident, "pihak", "selesai", by="sistem", reason="Sudah kami kerjakan")
    assert (queries.stage(street.fresh(incident)), incident.turn) == (Stage.NOT_OURS, "none")
