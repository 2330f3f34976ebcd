"""The log of an invented year fits the exported processes, move for move, in a tool that never heard of Lorong."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pm4py
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from lorong.kernel.audit.models import AuditEntry
from lorong.kernel.cases.actions.export import export_log
from lorong.kernel.cases.actions.simulate import World, simulate
from lorong.kernel.cases.models import Case, Event
from lorong.kernel.cases.queries.eventlog import Period, log_size, logged_cases
from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.catalog.values import Definition
from lorong.lib.actors import SISTEM
from lorong.lib.bpmn import bpmn_of, pnml_of
from lorong.lib.eventlog import ocel, xes
from lorong.lib.refusals import NotAllowed
from lorong.lib.sop.reading import read_service

# A plain line, one with an outside party, two with steps side by side.
SLUGS = ("surat-keterangan-usaha", "pengantar-izin-keramaian", "surat-keterangan-ahli-waris", "surat-keterangan-riwayat-tanah")
NOW = timezone.now()


@pytest.fixture
def year(cast, settings, monkeypatch, request):
    """Four real letters and some invented cases of a year. Gives the period."""
    settings.DEMO = True
    monkeypatch.setattr("lorong.kernel.cases.actions.simulate.POPULAR", {})
    for slug in SLUGS:
        read = read_service(settings.CATALOG_DIR / "letters" / slug).declared
        catalog_actions.publish(actor=SISTEM, slug=slug, definition=Definition(read.sop, read.form, read.letter or ""))
    simulate(actor=SISTEM, world=World(seed=3, days=365, now=NOW), first=0, count=getattr(request, "param", 30))
    return Period(NOW - timedelta(days=366), NOW)


def written(pieces, path: Path) -> str:
    path.write_text("".join(pieces), encoding="utf-8")
    return str(path)


def fitness(log, net, key="move") -> float:
    return pm4py.fitness_token_based_replay(log, *net, activity_key=key)["log_fitness"]


@pytest.mark.parametrize("year", [120], indirect=True)
def test_every_case_fits_the_petri_net_and_every_decided_one_the_bpmn(year, tmp_path):
    for slug in SLUGS:
        sop = read_service(settings.CATALOG_DIR / "letters" / slug).declared.sop
        found = list(logged_cases(Period(year.since, year.until, slug)))
        assert len(found) > 20, slug
        log = pm4py.read_xes(written(xes(found, name=slug), tmp_path / f"{slug}.xes"))
        net = tmp_path / f"{slug}.pnml"
        net.write_bytes(pnml_of(sop, slug=slug))
        assert fitness(log, pm4py.read_pnml(str(net))) == 1.0, slug
        issued = [c for c in found if c.ended == "issued"]
        log = pm4py.read_xes(written(xes(issued, name=slug), tmp_path / f"{slug}-issued.xes"))
        process = tmp_path / f"{slug}.bpmn"
        process.write_bytes(bpmn_of(sop, slug=slug))
        assert fitness(log, pm4py.convert_to_petri_net(pm4py.read_bpmn(str(process))), "concept:name") == 1.0, slug


def test_a_move_that_the_sop_does_not_have_does_not_fit(year, tmp_path):
    slug = SLUGS[0]
    text = "".join(xes(logged_cases(Period(year.since, year.until, slug)), name=slug))
    wrong = text.replace(
        'key="move" value="Petugas memeriksa: Berkas lengkap"', 'key="move" value="Lurah menandatangani: Tanda tangani"'
    )
    net = tmp_path / "net.pnml"
    net.write_bytes(pnml_of(read_service(settings.CATALOG_DIR / "letters" / slug).declared.sop, slug=slug))
    path = tmp_path / "wrong.xes"
    path.write_text(wrong, encoding="utf-8")
    assert fitness(pm4py.read_xes(str(path)), pm4py.read_pnml(str(net))) < 0.9


def test_a_log_names_no_person_and_no_case_and_is_the_same_every_time(year):
    text = "".join(xes(logged_cases(year), name="uji")) + "".join(ocel(lambda: logged_cases(year)))
    for case in Case.objects.select_related("applicant"):
        assert case.number not in text
        assert case.applicant.name not in text
        assert case.applicant.nik not in text
    for name in Event.objects.exclude(actor_title="").values_list("actor_name", flat=True).distinct():
        assert name not in text
    assert text.startswith("".join(xes(logged_cases(year), name="uji")))


def test_the_log_holds_every_move_of_every_ended_case_and_no_running_one(year):
    found = list(logged_cases(year))
    assert len(found) == log_size(year) == Case.objects.exclude(ended="").count()
    assert sum(len(c.events) for c in found) == Event.objects.count()
    day = Period(year.until - timedelta(days=30), year.until)
    assert log_size(day) == Case.objects.filter(ended_at__gte=day.since, ended_at__lt=day.until).count()


def test_ocel_can_be_read_and_ties_letters_and_offices_to_cases(year, tmp_path):
    log = pm4py.read_ocel2_json(written(ocel(lambda: logged_cases(year)), tmp_path / "log.json"))
    kinds = dict(log.objects["ocel:type"].value_counts())
    assert kinds["urusan"] == Case.objects.count()
    assert kinds["layanan"] == len(SLUGS)
    assert Case.objects.filter(ended="issued").count() <= kinds["surat"] < Case.objects.count()


def test_only_auditors_and_the_system_may_take_a_log_and_it_is_written_down(year, cast):
    for who in ("siti", "budi", "bu_lurah", "wali_kota"):
        with pytest.raises(NotAllowed):
            export_log(actor=cast.actor(who), period=year)
    export_log(actor=cast.actor("auditor"), period=year)
    assert AuditEntry.objects.filter(action="case.export_log", refused=False).count() == 1


def test_the_command_packs_what_it_writes(year, tmp_path, capsys):
    path = tmp_path / "log.json.gz"
    call_command("event_log", format="ocel", out=str(path), slug=SLUGS[0])
    log = json.loads(gzip.decompress(path.read_bytes()))
    assert {o["type"] for o in log["objects"]} == {"urusan", "surat", "kantor", "layanan"}
    assert len(log["events"]) == Event.objects.filter(case_id__in=Case.objects.filter(slug=SLUGS[0]).values("pk")).count()
    assert "urusan" in capsys.readouterr().err


def test_bpmn_and_net_are_downloaded_from_the_page_of_the_service(year, client):
    page = client.get(f"/layanan/{SLUGS[0]}/").content.decode()
    assert f'href="/layanan/{SLUGS[0]}/sop.bpmn"' in page
    for kind, root in (("bpmn", b"<definitions "), ("pnml", b"<pnml ")):
        response = client.get(f"/layanan/{SLUGS[0]}/sop.{kind}")
        assert response.status_code == 200
        assert root in response.content
        assert f"sop-{SLUGS[0]}.{kind}" in response["Content-Disposition"]
    assert client.get("/layanan/tidak-ada/sop.bpmn").status_code == 404


def test_the_inspectorate_downloads_a_log_and_nobody_else(year, signed_in):
    for who, status in (("bu_lurah", 403), ("wali_kota", 403), ("auditor", 200)):
        client = signed_in(who)
        assert client.get("/komando/riwayat/").status_code == status
        for form in ("xes", "ocel"):
            response = client.post("/komando/riwayat/unduh/", {"bentuk": form, "layanan": SLUGS[0]})
            assert response.status_code == status, (who, form)
            if status == 200:
                text = b"".join(response.streaming_content).decode()
                assert SLUGS[0] in text
                assert SLUGS[1] not in text
    assert signed_in("auditor").post("/komando/riwayat/unduh/", {"bentuk": "doc"}).status_code == 409
