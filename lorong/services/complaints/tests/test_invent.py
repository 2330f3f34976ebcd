"""An invented past of complaints: true chains, rows that agree with their cases, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lorong.kernel.cases import queries as case_queries
from lorong.kernel.cases.models import Case, Event
from lorong.kernel.cases.queries.verify import first_broken_case_link
from lorong.kernel.city import queries as city
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed, Refusal
from lorong.lib.sop.schema import Limit
from lorong.services.complaints import promising, queries, tasks
from lorong.services.complaints.actions.experience import renew_paces
from lorong.services.complaints.actions.invent import invent, invent_promises, invent_recurrences
from lorong.services.complaints.inventing.town import Town
from lorong.services.complaints.models import Calibration, Incident, Pace, Photo, Report, Round, Verdict
from lorong.services.complaints.promising.law import legal_end
from lorong.services.complaints.tests.conftest import SLUG, publish_now

WASTE = "uji-sampah"
COUNT = 120


@pytest.fixture
def town(cast):
    publish_now()
    publish_now(WASTE)
    return Town(seed=3, days=365, now=timezone.now())


@pytest.fixture
def year(town):
    invent(actor=SISTEM, town=town, first=0, count=COUNT)
    return town


def test_every_chain_is_whole_and_every_event_says_that_it_is_invented(year):
    assert first_broken_case_link() is None
    assert Incident.objects.count() == COUNT
    assert Case.objects.count() == sum(Incident.objects.values_list("round", flat=True)) > COUNT
    assert not Event.objects.exclude(data__synthetic=True).exists()
    assert set(Event.objects.filter(actor_kind="resident").values_list("actor_name", flat=True)) <= {"Warga"}


def test_what_an_incident_says_is_what_its_case_says(year):
    for incident in Incident.objects.all():
        case = case_queries.for_actor(SISTEM, incident.case_number)
        assert (incident.unit, incident.turn, incident.ended, incident.ended_at) == (
            case.unit_id,
            case.turn,
            case.ended,
            case.ended_at,
        )
        assert (incident.begun_at or incident.opened_at, incident.moved_at, incident.category) == (
            case.opened_at,
            case.last_at,
            case.slug,
        )
        assert incident.step.lstrip("?") in {"", *(token.lstrip("?") for token in case.marking)}
        both = Case.objects.filter(number__in=[incident.code, incident.case_number])
        decided = Counter(Event.objects.filter(case_id__in=both, kind="done").values_list("step", "outcome"))
        assert incident.claims == decided["tindaklanjut", "beres"]
        assert incident.contradicted <= decided["konfirmasi", "belum"] + incident.round - 1
        assert incident.reporters == incident.reports.count()


def test_it_has_everything_that_a_year_has(year):
    ends = Counter(Incident.objects.values_list("ended", flat=True))
    assert ends["fixed"] > COUNT / 3
    assert set(Report.objects.values_list("visibility", flat=True)) == {"open", "anonymous", "secret"}
    assert Report.objects.filter(joined=True).exists()
    assert Verdict.objects.filter(agrees=True).exists()
    assert Event.objects.filter(kind="transferred", data__synthetic=True).exists()
    back = Incident.objects.filter(round=2)
    assert all(Case.objects.get(number=i.case_number).parent_number == i.code for i in back)
    assert all(Report.objects.filter(incident=i, received_at=i.begun_at).exists() or i.contradicted for i in back)
    assert not Incident.objects.filter(in_public=True, reports__visibility="secret", reporters=1).exists()
    assert Report.objects.filter(phone_index=None).count() == 0
    places = [i for i in Incident.objects.all() if i.place is not None]
    assert len(places) > COUNT / 2
    assert all(city.village_at(i.place) in {i.region, None} or city.nearest_village(i.place)[1] < 1 for i in places)


def test_the_same_seed_gives_the_same_plans(town):
    again = Town(seed=3, days=365, now=town.now)
    assert [town.plan(n).told for n in range(5)] == [again.plan(n).told for n in range(5)]
    assert town.plan(0).told != Town(seed=4, days=365, now=town.now).plan(0).told


def test_promises_are_taken_from_it_and_judged_by_it(year):
    invent(actor=SISTEM, town=year, first=COUNT, count=COUNT)
    assert renew_paces(actor=SISTEM, at=year.now) == Pace.objects.count() > 0
    busy = Pace.objects.filter(kind="category").order_by("-based_on").first()
    told = promising.promise(
        category=busy.category, unit=Incident.objects.first().unit, region=Incident.objects.first().region, at=year.now
    )
    assert told.like in {"unit", "area", "category"}
    assert year.now < told.first <= told.last
    assert str(told.based_on) in promising.because(told)
    every = promising.kept_in_all(promising.kept_promises())
    assert every is not None
    assert 0 < every.by_first <= every.by_last <= every.told
    assert Calibration.objects.filter(category=SLUG).exists()


def test_every_night_a_job_adds_up_how_long_things_took(year):
    tasks.paces(timestamp=0)
    assert Pace.objects.filter(kind="group").exists()


def test_what_was_told_got_the_promise_of_its_time(year):
    before = Incident.objects.filter(promised_until=None).count()
    assert invent_promises(actor=SISTEM, now=year.now) == before == COUNT
    assert invent_promises(actor=SISTEM, now=year.now) == 0
    assert all((i.begun_at or i.opened_at) < i.promised_from <= i.promised_until for i in Incident.objects.all())
    over = Round.objects.select_related("incident")
    assert over.count() == Incident.objects.filter(round=2).count()
    assert all(r.incident.opened_at == r.begun_at < r.promised_until and r.ended_at < r.incident.begun_at for r in over)
    for incident in Incident.objects.filter(place__isnull=False)[:2]:  # the same lamp once more, twice
        for days in (1, 2):
            again = {"code": f"{incident.code}-{days}", "case_number": f"{incident.code}-{days}", "ended": "fixed"}
            at = incident.opened_at - timedelta(days=days)
            Incident.objects.create(
                category=incident.category, place=incident.place, region=incident.region, unit=incident.unit, opened_at=at, moved_at=at,
                ended_at=at + timedelta(hours=2), **again,
            )  # fmt: skip
    marked = invent_recurrences(actor=SISTEM)
    flagged = Incident.objects.exclude(structural_at=None)
    assert marked == flagged.count() >= 2
    assert all(queries.recurrence(i) is not None for i in flagged)


def test_pictures_are_drawn_once_and_the_cast_told_some_of_it_themselves(year, cast):
    assert Photo.objects.count() > COUNT / 4
    assert len(set(Photo.objects.values_list("file", "small"))) == 1, "all of one group"
    told = Report.objects.exclude(account=None)
    assert set(told.values_list("account", flat=True)) <= {cast.actor(name).account_id for name in ("siti", "tono", "ketua_rt")}
    assert not told.exclude(phone=None).exists()


def test_where_nothing_is_known_the_law_is_promised(town):
    told = promising.promise(category=SLUG, unit="73.71.13.1005", region="73.71.13.1005", at=town.now)
    assert (told.like, told.based_on, told.first) == ("law", 0, told.last)
    assert "menurut batas waktu aturan" in promising.words(told)
    assert promising.promise(category="tiada", unit="73.71.13.1005", region="73.71.13.1005", at=town.now) is None


def test_the_command_writes_what_is_missing_and_no_more(town):
    out = StringIO()
    for _ in range(2):
        call_command("invent_complaints", reports=20, days=60, stdout=out)
    first, second = out.getvalue().splitlines()
    assert "laporan" in first
    assert "sudah ada" in second
    assert Report.objects.count() >= 20


def test_only_a_demonstration_has_an_invented_past(town, settings, cast):
    settings.DEMO = False
    with pytest.raises(CommandError, match="peragaan"):
        call_command("invent_complaints", reports=5)
    with pytest.raises((NotAllowed, Refusal)):
        invent(actor=cast.actor("budi"), town=town, first=0, count=1)


def test_without_categories_there_is_nothing_to_invent(cast):
    with pytest.raises(CommandError, match="jenis pengaduan"):
        call_command("invent_complaints", reports=5)


def test_of_two_clocks_of_the_law_the_earlier_one_is_the_lawful_end(town):
    sop = publish_now().sop
    uu = Limit(id="uu", name="UU", law="UU 25/2009", within="60 hari", since=("verifikasi",), until=("tindaklanjut",))
    check = Limit(id="cek", name="Cek", law="UU 25/2009", within="14 hari", until=("verifikasi",))
    unit, at = town.plan(0).story.unit, town.now
    calendar_days = legal_end(sop.model_copy(update={"limits": (uu, check)}), unit, at)
    assert 73 <= (calendar_days - at).days <= 75, "first the check, then the decision"
    lapor = Limit(id="lapor", name="LAPOR", law="PermenPANRB 62/2018", within="14 hari kerja", until=("tindaklanjut",))
    assert at < legal_end(sop.model_copy(update={"limits": (uu, check, lapor)}), unit, at) < calendar_days
    assert legal_end(sop, unit, at) < at + timedelta(days=60), "its own promise where the law sets no clock"


def test_everybody_reads_whether_promises_came_true(year, client):
    assert "Belum ada cukup aduan" in client.get("/aduan/janji/").content.decode()
    invent(actor=SISTEM, town=year, first=COUNT, count=COUNT)
    renew_paces(actor=SISTEM, at=year.now)
    every = promising.kept_in_all(promising.kept_promises())
    page, told = client.get("/aduan/janji/").content.decode(), client.get("/aduan/janji.json").json()
    assert "Per bulan" in page
    assert f"{every.told}" in page
    assert sum(month["dijanjikan"] for month in told["bulan"]) == every.told
    assert sum(kind["beres_tanggal_kedua"] for kind in told["jenis"]) == every.by_last
    assert 'lang="en"' in client.get("/aduan/janji/", headers={"accept-language": "en"}).content.decode()
