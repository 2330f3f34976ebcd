"""The description keeps its word: whatever is sent, no answer is a breakdown and none comes that is not described."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from lorong.kernel.documents.queries import checks
from lorong.portals.api import bearers
from lorong.portals.api.fitting import PAPERS
from lorong.portals.api.tests.conftest import Program
from lorong.testing import Cast
from tests.things import SLUG, publish, things_of_siti

SEED = 1
EXAMPLES = {True: 4, False: 2}  # for each operation, with things that are there and with others
WANTED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
# What only good content leads to, which is not made by chance; test_apply sends it.
UNREACHED = {
    "POST /applications",
    "PUT /applications/{pk}/documents/{requirement}",
    "PUT /cases/{number}/documents/{requirement}",
    "POST /cases/{number}/answer",
}
OF_SERVICES = "/complaints"  # what services offer is reached by their own tests, with reports that are there

for kind in PAPERS:
    schemathesis.openapi.media_type(kind, st.binary(max_size=64) | st.just(b"%PDF-1.7\n"))


@schemathesis.serializer(*PAPERS)
def as_it_is(context: Any, value: Any) -> Any:
    """A file is its own body."""
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture
def world(cast: Cast, program_of: Callable[..., Program], monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Siti with a draft, a running case, one that waits for her, one with a letter; and a token without a limit."""
    publish(SLUG)
    things = things_of_siti(cast)
    for name in ("CALLS", "OPEN_CALLS"):
        rule = getattr(bearers, name)
        monkeypatch.setattr(bearers, name, type(rule)(rule.name, 10**6, rule.seconds, rule.sentence))
    # what reads a PDF in a process of its own is tried elsewhere, and takes a second each time
    monkeypatch.setattr(checks, "run_child", lambda *_, **__: (None, b""))
    # the server's own application closes connections between requests; here all of them share one transaction
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield {
        "token": program_of("siti").token,
        "pk": things.draft.pk,
        "slug": SLUG,
        "requirement": "ktp",
        "document_id": things.addresses["document_id"][0],
        "number": [things.running.number, things.returned.number, things.ended.number],
        "code": "26-0803-9999",
    }
    for signal in signals:
        signal.connect(close_old_connections)


def undone(send: Callable[[], Any]) -> Any:
    """Send a request and forget what it changed; what counts tries may still commit, as if nothing was around it."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        answer = send()
        transaction.set_rollback(True)
    return answer


def test_no_answer_is_a_breakdown_and_none_comes_that_is_not_described(world: dict[str, Any]):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    sent: dict[str, set[int]] = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        for real in (True, False):
            statuses = _tried(operation, world, real)
            sent.setdefault(operation.label, set()).update(statuses)
    assert len(sent) > 20
    unreached = {label for label, statuses in sent.items() if not statuses & {200, 201, 204}}
    assert {label for label in unreached if OF_SERVICES not in label} <= UNREACHED


def _tried(operation: Any, world: dict[str, Any], real: bool) -> set[int]:
    """Send requests that fit the description and requests that do not; gives the statuses that came back."""
    statuses: set[int] = set()
    wanted = CHECKS.get_by_names(WANTED)
    names = {p["name"] for p in operation.definition.raw.get("parameters", []) if p["in"] == "path"}
    strategies = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @seed(SEED)
    @settings(max_examples=EXAMPLES[real], deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=st.one_of(strategies), pick=st.integers(0, 2))
    def send(case: Any, pick: int) -> None:
        if real:
            numbers = {"number": world["number"][pick]} if "number" in names else {}
            case.path_parameters = {name: world[name] for name in names} | numbers
        headers = {"Authorization": f"Bearer {world['token']}", "Accept-Encoding": "identity"}
        answer = undone(lambda: case.call(headers=headers))
        case.validate_response(answer, checks=wanted)
        statuses.add(answer.status_code)

    send()
    return statuses
