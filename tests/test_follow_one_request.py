"""One request, one job, one case: found again in every line that was written about it, and on the page that broke."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from lorong.kernel.cases.management.commands.worker import _steady
from lorong.lib.logs import JsonFormatter, known, learned
from lorong.portals.public.views import health

OUTSIDE = "0123456789abcdef" * 2


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream, root = io.StringIO(), logging.getLogger("lorong")
    handler, level = logging.StreamHandler(stream), root.level
    handler.setFormatter(JsonFormatter())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(row) for row in stream.getvalue().splitlines()]


def test_every_line_of_a_request_has_its_id_and_so_has_the_answer(client, db, monkeypatch, written):
    monkeypatch.setattr(health, "HttpResponse", lambda *a, **k: logging.getLogger("lorong.x").info("inside") or 1 / 0)
    answer = Client(raise_request_exception=False).get("/sehat/")
    inside, request = lines(written)
    assert inside["request_id"] == request["request_id"] == answer["X-Request-Id"]
    assert request["status"] == answer.status_code == 500
    assert answer["X-Request-Id"][:8] in answer.content.decode(), "who asks an officer can name it"


def test_a_line_names_the_case_and_never_what_was_typed_in_its_place(client, db, written):
    client.get("/urusan/26-0803-0001/")
    client.get("/urusan/3174012345670001/")
    first, second = lines(written)
    assert first["case"] == "26-0803-0001"
    assert "case" not in second
    assert "3174012345670001" not in written.getvalue()


def test_the_proxy_may_name_a_request_and_nobody_else_may(client, db, settings):
    def answered(name: str) -> str:
        return client.get("/sehat/", headers={"x-request-id": name})["X-Request-Id"]

    assert answered(OUTSIDE) != OUTSIDE
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert answered(OUTSIDE) == OUTSIDE
    for wrong in ("", "pendek", OUTSIDE + "0", OUTSIDE.upper(), 'x"}\n{"level'):
        assert answered(wrong) != wrong
        assert len(answered(wrong)) == 32


def test_every_line_of_a_job_names_job_task_and_case(written):
    job = SimpleNamespace(id=71, task_name="cases.effect", task_kwargs={"case_id": 5, "step": "periksa"})
    log = logging.getLogger("lorong.jobs")
    _steady(lambda: log.info("in it"), SimpleNamespace(job=job), None)
    log.info("after it")
    inside, after = lines(written)
    assert (inside["job_id"], inside["task"], inside["case_id"]) == (71, "cases.effect", 5)
    assert "job_id" not in after


def test_what_two_threads_know_does_not_mix(written):
    log, both = logging.getLogger("lorong.x"), threading.Barrier(2)

    def work(name: str) -> None:
        with known(request_id=name):
            both.wait()
            learned(case=f"of {name}")
            both.wait()
            log.info("one")

    threads = [threading.Thread(target=work, args=[name]) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    learned(case="nobody's")
    log.info("outside")
    told = [(line.get("request_id"), line.get("case")) for line in lines(written)]
    assert sorted(told[:2]) == [("a", "of a"), ("b", "of b")]
    assert told[2] == (None, None)
