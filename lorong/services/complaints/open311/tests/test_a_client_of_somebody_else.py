"""Programs that others wrote for cities elsewhere speak to this one as it is.

`georeport` (Apache-2.0) reads; `three`, the standard's own client, does not run on today's Python, so the report is posted as the
example of the standard posts it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from django.test import Client
from georeport import GeoReport

from lorong.services.complaints.models import Report
from lorong.services.complaints.open311.tests.conftest import App, checked
from lorong.services.complaints.tests.conftest import SLUG, Street, publish_now, spot_of
from lorong.testing import MONDAY, Cast

pytestmark = pytest.mark.django_db
HOST = "https://kota.contoh.id"
HOSTNAME = "makassar.contoh.go.id"
TODAY = {"start_date": "2026-08-01T00:00:00Z", "end_date": "2026-08-10T00:00:00Z"}


class Wire(requests.adapters.BaseAdapter):
    """Carries what a client sends to the house, without a network."""

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        kind = request.headers.get("Content-Type", "application/octet-stream")
        path = str(request.url).removeprefix(HOST)
        answer = Client().generic(str(request.method), path, body, kind)
        response = requests.Response()
        response.status_code, response.url, response.request = answer.status_code, str(request.url), request
        response.headers.update(answer.headers)
        response._content = answer.content
        return response

    def close(self) -> None:
        """Nothing was opened."""


@pytest.fixture(autouse=True)
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is asked over the network comes here."""
    monkeypatch.setattr(requests.Session, "get_adapter", lambda *_, **__: Wire())
    yield


@pytest.fixture(params=["json", "xml"])
def client(request: pytest.FixtureRequest) -> GeoReport:
    return GeoReport(f"{HOST}/open311/v2/", jurisdiction=HOSTNAME, output_format=request.param)


def test_it_lists_what_can_be_told(cast: Cast, client: GeoReport):
    publish_now()
    publish_now("uji-sampah")
    assert {one["service_code"] for one in client.get_service_list()} == {SLUG, "uji-sampah"}


def test_it_reads_the_questions(cast: Cast, client: GeoReport):
    fields = [
        {"id": "tiang", "label": "Nomor tiang", "type": "number"},
        {"id": "nyala", "label": "Masih menyala", "type": "yesno"},
    ]
    publish_now(form={"pages": [{"id": "apa", "title": "Apa", "fields": fields}]})
    told = client.get_service_definition(SLUG)
    attributes = told["attributes"] if isinstance(told["attributes"], list) else told["attributes"]["attribute"]
    assert [one["code"] for one in attributes] == ["tiang", "nyala"]


def test_it_finds_requests_by_kind_state_and_time(street: Street, client: GeoReport):
    codes = {street.tell(spot=spot_of(north=300 * n), at=MONDAY).incident.code for n in range(2)}
    found = client.get_service_requests(service_code=SLUG, status="open", **TODAY)
    assert {one["service_request_id"] for one in found} == codes


def test_it_reads_one_request(street: Street, client: GeoReport):
    incident = street.tell().incident
    checked(street, incident)
    told = client.get_service_request(incident.code)
    assert (told["service_request_id"], told["status"], told["description"]) == (
        incident.code,
        "open",
        "Lampu di depan masjid mati sejak Senin",
    )


def test_it_is_told_what_is_not_there(street: Street, client: GeoReport):
    with pytest.raises(requests.HTTPError, match="404"):
        client.get_service_request("26-0803-9999")


def test_a_report_is_posted_as_the_standard_shows_it(street: Street, app: Callable[..., App]):
    spot = spot_of()
    fields = {
        "api_key": app().key,
        "jurisdiction_id": HOSTNAME,
        "service_code": SLUG,
        "lat": spot.lat,
        "long": spot.lon,
        "address_string": "Jalan Contoh 5",
        "email": "smit333@contoh.org",
        "device_id": "tt222111",
        "account_id": "123456",
        "first_name": "john",
        "last_name": "smith",
        "phone": "111111111",
        "description": "A large sinkhole is destroying the street",
        "media_url": "http://farm3.static.contoh.org/2002/2212426634_5ed477a060.jpg",
    }
    answer = requests.post(f"{HOST}/open311/v2/requests.json", data=fields, timeout=1)
    assert answer.status_code == 201, answer.text
    report = Report.objects.select_related("incident").get()
    assert answer.json()[0]["service_request_id"] == report.incident.code
    assert report.phone is None
    assert report.text.endswith("2212426634_5ed477a060.jpg")
