"""What the standard speaks of, as it speaks of it: names of fields are those of GeoReport v2, in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from lorong.services.complaints.open311.writing import Listing

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
LONGEST_SPAN = timedelta(days=90)  # GET requests: "may not span more than 90 days"
PAGE_SIZE = 50
LARGEST_PAGE = 100
MOST_IDS = 100
LONGEST_DESCRIPTION = 4000  # characters, by the standard


class Status(StrEnum):
    """All that the standard knows of how a request stands; what is really the matter is said in `status_notes`."""

    OPEN = "open"
    CLOSED = "closed"


class Datatype(StrEnum):
    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    SINGLE = "singlevaluelist"
    MULTI = "multivaluelist"


@dataclass(frozen=True, slots=True)
class Category:
    """One line of GET services. metadata: whether its definition has questions."""

    code: str
    name: str
    description: str
    metadata: bool
    keywords: Sequence[str]
    group: str

    def told(self) -> dict[str, Any]:
        """As the standard tells it. Every request gets its number at once: "realtime"."""
        return {
            "service_code": self.code,
            "service_name": self.name,
            "description": self.description,
            "metadata": self.metadata,
            "type": "realtime",
            "keywords": ", ".join(self.keywords),
            "group": self.group,
        }


@dataclass(frozen=True, slots=True)
class Attribute:
    """A question of a category. options: (key, name) of a list."""

    code: str
    datatype: Datatype
    required: bool
    order: int
    description: str
    how: str = ""
    options: Sequence[tuple[str, str]] = ()

    def told(self) -> dict[str, Any]:
        """As the standard tells it."""
        said = {
            "variable": True,
            "code": self.code,
            "datatype": str(self.datatype),
            "required": self.required,
            "datatype_description": self.how,
            "order": self.order,
            "description": self.description,
        }
        if self.options:
            said["values"] = Listing("values", "value", [{"key": key, "name": name} for key, name in self.options])
        return said


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """An incident as everybody may know it. Moments carry the city's zone. extended: only told when it is asked for."""

    id: str
    status: Status
    status_notes: str
    service_name: str
    service_code: str
    description: str
    agency_responsible: str
    service_notice: str
    requested: datetime
    updated: datetime
    expected: datetime | None
    address: str
    address_id: str
    lat: float | None
    long: float | None
    media_url: str
    extended: Mapping[str, Any] | None = field(default=None)

    def told(self) -> dict[str, Any]:
        """As the standard tells it."""
        said = {
            "service_request_id": self.id,
            "status": str(self.status),
            "status_notes": self.status_notes,
            "service_name": self.service_name,
            "service_code": self.service_code,
            "description": self.description,
            "agency_responsible": self.agency_responsible,
            "service_notice": self.service_notice,
            "requested_datetime": moment(self.requested),
            "updated_datetime": moment(self.updated),
            "expected_datetime": moment(self.expected),
            "address": self.address,
            "address_id": self.address_id,
            "zipcode": "",
            "lat": self.lat,
            "long": self.long,
            "media_url": self.media_url,
        }
        return said if self.extended is None else {**said, "extended_attributes": self.extended}


@dataclass(frozen=True, slots=True)
class Fault:
    """A no. code: usually the HTTP status."""

    code: int
    description: str


def moment(at: datetime | None) -> str:
    """ISO 8601 to the second, with its offset, as the W3C note wants it; "" for none."""
    if at is None:
        return ""
    assert at.utcoffset() is not None, "a moment has its zone"
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def categories(found: Sequence[Category]) -> Listing:
    """GET services."""
    return Listing("services", "service", [one.told() for one in found])


def definition(code: str, questions: Sequence[Attribute]) -> dict[str, Any]:
    """GET services/<code>."""
    return {"service_code": code, "attributes": Listing("attributes", "attribute", [one.told() for one in questions])}


def requests(found: Sequence[ServiceRequest]) -> Listing:
    """GET requests and GET requests/<id>: both are lists."""
    return Listing("service_requests", "request", [one.told() for one in found])


def received(number: str, notice: str, *, more: Mapping[str, Any] | None = None) -> Listing:
    """POST requests. A request has its number at once, so that no token is given. more: members that are extensions."""
    return Listing(
        "service_requests",
        "request",
        [{"service_request_id": number, "service_notice": notice, "account_id": "", **(more or {})}],
    )


def from_token(number: str, token: str) -> Listing:
    """GET tokens/<token>."""
    return Listing("service_requests", "request", [{"service_request_id": number, "token": token}])


def errors(faults: Sequence[Fault]) -> Listing:
    """Why not: one or several."""
    return Listing("errors", "error", [{"code": one.code, "description": one.description} for one in faults])


def discovery(*, url: str, contact: str, key_service: str, changed: datetime, test: bool) -> dict[str, Any]:
    """The document that leads a program to the endpoint. changed: when the catalogue of categories last did."""
    at = changed.strftime("%Y-%m-%d %H:%M")
    endpoint = {
        "specification": SPECIFICATION,
        "url": url,
        "changeset": at,
        "type": "test" if test else "production",
        "formats": Listing("formats", "format", ["text/xml", "application/json"]),
    }
    return {
        "changeset": at,
        "contact": contact,
        "key_service": key_service,
        "endpoints": Listing("endpoints", "endpoint", [endpoint]),
    }
