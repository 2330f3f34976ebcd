"""The measurements: who may read them, what is in them, that nobody's data is, and that they stay few."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.conf import settings as real
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from lorong.kernel.cases.queries import pulse
from lorong.kernel.documents.models import Letter
from lorong.kernel.messages import queries as messages
from lorong.kernel.messages.models import Message
from lorong.portals.public import metrics
from tests.things import POOR, SLUG, publish, things_of_siti

TOKEN = "sebuah-token-untuk-mengukur"
BEARER = f"Bearer {TOKEN}"


@pytest.fixture(autouse=True)
def _fresh(settings):
    settings.METRICS_TOKEN = TOKEN
    metrics.STANDING.forget()


def read(client) -> str:
    metrics.STANDING.forget()
    response = client.get("/metrik", headers={"authorization": BEARER})
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=")
    return response.content.decode()


def value(text: str, series: str) -> float:
    """The value of one series, written as Prometheus writes it."""
    return next(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.rsplit(" ", 1)[0] == series)


def test_without_token_and_networks_there_is_no_such_page_for_anybody(client, db, settings):
    settings.METRICS_TOKEN = ""
    for authorization in ("", "Bearer ", BEARER):
        assert client.get("/metrik", headers={"authorization": authorization}).status_code == 404


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer salah", f"Basic {TOKEN}", "Bearer é"])
def test_a_wrong_token_finds_no_such_page(client, db, authorization):
    assert client.get("/metrik", headers={"authorization": authorization}).status_code == 404


def test_a_network_may_read_and_a_visitor_behind_the_proxy_does_not_become_the_proxy(client, db, settings):
    settings.METRICS_FROM = [ip_network("127.0.0.0/8"), ip_network("fd00::/8")]
    assert client.get("/metrik", REMOTE_ADDR="127.0.0.9").status_code == 200
    assert client.get("/metrik", REMOTE_ADDR="fd00::5").status_code == 200
    assert client.get("/metrik", REMOTE_ADDR="203.0.113.5").status_code == 404
    assert client.get("/metrik", REMOTE_ADDR="").status_code == 404
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    through = {"REMOTE_ADDR": "127.0.0.1", "headers": {"x-forwarded-for": "127.0.0.1, 203.0.113.5"}}
    assert client.get("/metrik", **through).status_code == 404


def test_requests_are_counted_by_route_method_and_status_and_not_by_address(client, db):
    before = read(client)
    series = 'lorong_requests_total{method="GET",route="public:check_code",status="404"}'
    had = value(before, series) if series in before else 0
    client.get("/periksa/ABCDEF/")
    client.get("/periksa/7KQM2X/")
    client.get("/tidak-ada-3174012345670001/")
    client.generic("SEPEDA", "/sehat/")
    after = read(client)
    assert value(after, series) == had + 2
    assert 'route="-",status="404"' in after
    assert 'method="OTHER",route="public:alive",status="405"' in after
    assert value(after, 'lorong_request_seconds_bucket{le="+Inf",route="public:check_code"}') >= 2
    for sent in ("7KQM2X", "3174012345670001", "SEPEDA"):
        assert sent not in after


def test_what_waits_in_the_house_is_told_by_step_queue_channel_and_letter(client, cast):
    publish(SLUG, POOR)
    things_of_siti(cast)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '40 seconds')")
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '90 seconds'")
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger minds
        cursor.execute("UPDATE cases_work_item SET due_at = now() - interval '1 hour' WHERE done_at IS NULL")
    told = read(client)
    assert (
        sum(float(line.rsplit(" ", 1)[1]) for line in told.splitlines() if re.match(r'lorong_open_work.*late="yes"', line)) >= 1
    )
    assert 'late="no"' not in told
    assert re.search(r'lorong_jobs\{again="no",queue="\w+",state="todo"\} [1-9]', told)
    assert value(told, 'lorong_oldest_job_seconds{queue="cases"}') >= 90
    assert 40 <= value(told, "lorong_worker_heartbeat_seconds") < 60
    assert value(told, 'lorong_messages{channel="sms",state="due"}') == messages.standing(timezone.now())["sms due"]
    assert value(told, "lorong_database_connections_max") >= 10
    assert 'lorong_database_connections{state="active"}' in told
    assert all(value(told, f'lorong_missing{{part="{part}"}}') == 0 for part in metrics.PARTS)


def test_letters_that_are_not_finished_are_told_by_what_holds_them_up(client, cast):
    publish(SLUG, POOR)
    things_of_siti(cast)
    now = timezone.now()
    assert Letter.objects.exists()
    for state, changes in {
        "new": {"signed_at": now},
        "stuck": {"signed_at": now - timedelta(minutes=11)},
        "again": {"needs_signing_again": True},
    }.items():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger minds
        Letter.objects.update(file_ready_at=None, revoked_at=None, revoked_because="", needs_signing_again=False)
        Letter.objects.update(**changes)
        assert value(read(client), f'lorong_unfinished_letters{{state="{state}"}}') == Letter.objects.count()


def test_messages_by_state(cast):
    now = timezone.now()
    rows = [("sms", {"send_after": now - timedelta(minutes=3)}), ("sms", {"send_after": now + timedelta(hours=3)})]
    rows += [("email", {"failed_at": now - timedelta(hours=1)}), ("email", {"failed_at": now - timedelta(days=2)})]
    before = messages.standing(now)
    for i, (channel, fields) in enumerate(rows):
        Message.objects.create(
            key=f"ukur-{i}", channel=channel, address="+6281234567890", address_index=b"x", template="t", body="b", **fields
        )
    after = messages.standing(now)
    assert {k: after[k] - before[k] for k in after} == {
        "sms due": 1, "sms later": 1, "sms failed": 0, "email due": 0, "email later": 0, "email failed": 1,
        "whatsapp due": 0, "whatsapp later": 0, "whatsapp failed": 0,
    }  # fmt: skip
    assert messages.oldest_due_seconds(now) >= 180


def test_nothing_personal_is_in_the_measurements_and_their_number_has_an_end(client, cast):
    publish(SLUG, POOR)
    things_of_siti(cast)
    siti = cast.person("siti")
    client.force_login(cast.account("siti"))
    for page in ("/", "/saya/", "/urusan/"):
        client.get(page)
    told = read(client)
    for secret in (siti.name, siti.nik, cast.account("siti").phone, siti.name.split()[0]):
        assert str(secret) not in told
    labels = set(re.findall(r'(\w+)="', told))
    assert labels <= {
        "route", "method", "status", "le", "step", "late", "queue", "state", "again", "channel", "part", "generation",
        "implementation", "major", "minor", "patchlevel", "version",
    }  # fmt: skip
    assert len([line for line in told.splitlines() if line.startswith("lorong_") and "request" not in line]) < 120


def test_a_part_that_cannot_be_asked_in_time_is_named_and_the_rest_is_told(client, db, monkeypatch):
    def slow(at):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")
        return []

    monkeypatch.setattr(metrics, "PATIENCE", 0.5)
    monkeypatch.setitem(metrics.PARTS, "work", slow)
    told = read(client)
    assert value(told, 'lorong_missing{part="work"}') == 1
    assert value(told, 'lorong_missing{part="database"}') == 0


def test_a_database_that_is_away_leaves_what_the_door_counted(client, db, monkeypatch):
    tried = []

    def away(seconds):
        tried.append(seconds)
        raise OperationalError("connection refused")

    monkeypatch.setattr(pulse, "at_most", away)
    monkeypatch.setattr(metrics.connection, "is_usable", lambda: False)
    told = read(client)
    assert all(value(told, f'lorong_missing{{part="{part}"}}') == 1 for part in metrics.PARTS)
    assert "lorong_requests_total" in told
    assert len(tried) == 1, "a dead database is not waited for six times"


def test_two_readers_within_seconds_ask_the_database_once(client, db, monkeypatch):
    asked = []
    monkeypatch.setitem(metrics.PARTS, "work", lambda at: asked.append(at) or [])
    read(client)
    client.get("/metrik", headers={"authorization": BEARER})
    assert len(asked) == 1


def test_several_web_processes_count_together(tmp_path: Path):
    count = (
        "import django; from lorong.wsgi import application; from lorong.portals.door import meters; "
        "meters.REQUESTS.labels('citizen:home', 'GET', '200').inc()"
    )
    show = "; from lorong.portals.public import metrics; metrics.PARTS.clear(); print(metrics.exposition().decode())"
    env = {**os.environ, "LORONG_METRICS_FOLDER": str(tmp_path), "DJANGO_SETTINGS_MODULE": "lorong.settings"}
    run = [sys.executable, "-c"]
    subprocess.run([*run, count], env=env, cwd=real.BASE_DIR, check=True)
    told = subprocess.run([*run, count + show], env=env, cwd=real.BASE_DIR, check=True, capture_output=True, text=True).stdout
    assert value(told, 'lorong_requests_total{method="GET",route="citizen:home",status="200"}') == 2


def test_the_address_is_the_one_in_the_how_to():
    how_to = (real.BASE_DIR / "docs" / "howto" / "read-the-metrics.md").read_text()
    assert reverse("public:metrics") == "/metrik"
    named = set(re.findall(r"\blorong_[a-z_]+", how_to))
    source = (real.BASE_DIR / "lorong/portals/public/metrics.py").read_text()
    source += (real.BASE_DIR / "lorong/portals/door/meters.py").read_text()
    made = set(re.findall(r'"(lorong_[a-z_]+)"', source))
    assert made <= {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in named}
