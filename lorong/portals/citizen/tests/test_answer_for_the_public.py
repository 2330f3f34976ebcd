"""An outside party that has a thing in the city: it is told where, never who told of it, and answers once by its link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lorong.kernel.audit.models import AccessEntry
from lorong.kernel.cases import actions
from lorong.kernel.cases.actions.links import FreshLink
from lorong.kernel.cases.models import Case, Event
from lorong.kernel.cases.tests.conftest import step
from lorong.kernel.cases.tests.public import SLUG, VISITOR, publish_lamp, unit_of
from lorong.kernel.catalog import registry
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import Refusal
from lorong.testing import Cast

FORM = {"pages": [{"id": "h", "title": "T", "fields": [{"id": "tiang", "label": "Nomor tiang", "type": "text"}]}]}
PARTY = step("pln", "pihak-luar", {"beres": {"end": "fixed"}}, party={"name": "PLN", "shows": ["tiang"]}, within="3 hari kerja")


@pytest.fixture
def sent(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Callable[..., FreshLink]:
    """Publish, begin and send the link to the number that the service knows, or does not."""

    def send(phone: str = "0812 3456 7890") -> FreshLink:
        service = replace(
            registry.services()["letters"],
            slug="uji",
            contact=lambda case, step: phone,
            brief=lambda case: [("Tempat", "Lorong 4")],
        )
        monkeypatch.setitem(registry._services, "uji", service)
        publish_lamp([PARTY], form=FORM)
        case = actions.start(
            actor=VISITOR, slug=SLUG, unit=unit_of(cast), answers={"tiang": "7"}, key="lampu", channel="web", at=timezone.now()
        )
        fresh = actions.send_step_link(actor=SISTEM, case=case, step="pln")
        assert fresh is not None
        return fresh

    return send


def test_the_link_goes_to_the_number_that_the_service_knows(sent: Callable[..., FreshLink]) -> None:
    assert sent().phone == "+6281234567890"


def test_without_a_number_no_link_is_made(sent: Callable[..., FreshLink]) -> None:
    with pytest.raises(Refusal, match="Nomor HP"):
        sent(phone="")


def test_the_party_reads_where_it_is_and_answers(sent: Callable[..., FreshLink], client: Client) -> None:
    address = f"/tautan/{sent().token}/"
    page = client.get(address).content.decode()
    assert "Lorong 4" in page and "Nomor tiang" in page and "0812" not in page
    answer: dict[str, Any] = {"jawaban": "beres", "catatan": "Sudah diganti", "kunci": "a" * 32}
    assert client.post(address, answer).status_code == 302
    case = Case.objects.get()
    event = Event.objects.get(case_id=case.pk, step="pln")
    assert (case.ended, event.actor_name, event.data["reason"]) == ("fixed", "PLN", "Sudah diganti")
    assert not AccessEntry.objects.exists()
