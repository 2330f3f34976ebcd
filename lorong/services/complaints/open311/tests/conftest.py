"""An app with a key, and a city that people tell things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from lorong.lib.actors import SISTEM
from lorong.services.complaints.open311 import actions
from lorong.services.complaints.open311.reads import Gate
from lorong.services.complaints.open311.tests.spark import assert_standard
from lorong.services.complaints.open311.views import passage
from lorong.services.complaints.tests.conftest import SLUG, Street, published, spot_of, street
from lorong.testing import MONDAY

__all__ = ["app", "published", "street"]


@dataclass
class App:
    """A program that speaks to this door."""

    key: str = ""
    language: str = ""
    client: Client = field(default_factory=Client)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/open311/{path}", query, headers=self._headers())

    def post(self, suffix: str = "json", *, again: str = "", **more: Any) -> Any:
        """Send a report that is good, with whatever else is said."""
        spot = spot_of()
        sent = {"api_key": self.key, "service_code": SLUG, "lat": str(spot.lat), "long": str(spot.lon)}
        sent |= {"description": "Lampu di depan masjid mati sejak Senin", **more}
        headers = {**self._headers(), **({"Idempotency-Key": again} if again else {})}
        return self.client.post(f"/open311/v2/requests.{suffix}", sent, headers=headers)

    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": self.language} if self.language else {}


@pytest.fixture(autouse=True)
def nobody_asks_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests ask from one address."""
    monkeypatch.setattr(passage, "READS", Gate(10**9, 60))


@pytest.fixture
def app(db: None) -> Callable[..., App]:
    """`app()` has a key; `app(a_day=1)` one that is soon used up."""

    def made(**more: Any) -> App:
        asked = {"name": "Aplikasi contoh", "contact": "pengembang@contoh.id", "a_day": 50, **more}
        return App(actions.issue_key(actor=SISTEM, at=MONDAY, **asked).text)

    return made


def assert_fault(response: Any, status: int, *words: str) -> list[str]:
    """The sentences of a no, which is as the standard says, in XML or JSON."""
    assert response.status_code == status, response.content
    if response["Content-Type"].startswith("text/xml"):
        root = assert_standard(response.content)
        faults = [{child.tag: child.text for child in error} for error in root]
    else:
        faults = response.json()
    assert {str(fault["code"]) for fault in faults} == {str(status)}
    said = [str(fault["description"]) for fault in faults]
    assert all(word in " ".join(said) for word in words), said
    return said


def checked(street: Street, incident: Any) -> None:
    """An officer looked at it: its words may be shown."""
    street.advance(incident, "verifikasi", "teruskan")
    incident.refresh_from_db()
