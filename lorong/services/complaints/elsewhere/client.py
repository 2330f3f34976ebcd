"""GeoReport v2 as it is spoken to another city: tell, look for what may have arrived, ask how it stands."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from lorong.services.complaints.elsewhere import reading, wire
from lorong.services.complaints.elsewhere.reading import Row, Unreadable
from lorong.services.complaints.elsewhere.values import Answer, Later, Message, Neighbour, News, Parcel, Refused, Taken, Unseen

TOO_MANY, MISSING, GONE, TIMED_OUT = 429, 404, 410, 408
AROUND = timedelta(hours=1)
UNREACHED, SILENT, UPSET = "tidak dapat dihubungi", "tidak menjawab", "sedang terganggu"
BUSY, UNREADABLE = "sedang terlalu ramai", "jawabannya tidak terbaca"
log = logging.getLogger("lorong.elsewhere")


def tell(neighbour: Neighbour, parcel: Parcel) -> Answer:
    """Send it once. Whether it arrived is only unknown when the answer was lost or makes no sense."""
    fields = _fields(neighbour, parcel)
    headers = {"Accept-Language": "id", "Idempotency-Key": parcel.reference}
    if parcel.photos:
        kind, body = _multipart(fields, parcel.photos)
    else:
        kind, body = "application/x-www-form-urlencoded; charset=utf-8", urlencode(fields).encode()
    try:
        said = wire.ask("POST", _address(neighbour, "requests"), headers={**headers, "Content-Type": kind}, body=body)
    except wire.NotSent as error:
        return _later(neighbour, UNREACHED, str(error))
    except wire.NoAnswer as error:
        return _later(neighbour, SILENT, str(error), arrived=None)
    return _taken(neighbour, said)


def ask(neighbour: Neighbour, number: str) -> News | Unseen | Later:
    """How their request `number` stands."""
    extended = {"extensions": "true"} if neighbour.extensions else {}
    found = _get(neighbour, f"requests/{quote(number, safe='')}", extended)
    if isinstance(found, Unseen | Later):
        return found
    row = next((one for one in found if one.get("service_request_id", number) == number), None)
    status = row.get("status", "").strip().lower() if row is not None else ""
    if row is None or status not in {"open", "closed"}:
        return _later(neighbour, UNREADABLE, "ask")
    return News(
        closed=status == "closed",
        words=reading.words(row.get("status_notes", "")),
        stage=row.get("stage", "")[:40],
        merged_into=reading.number(row.get("merged_into", "")),
    )


def messages(neighbour: Neighbour, number: str) -> list[Message]:
    """What their office wrote about it; none where they know no such thing (an extension)."""
    if not neighbour.extensions:
        return []
    found = _get(neighbour, f"requests/{quote(number, safe='')}/messages", {}, Authorization=f"Bearer {neighbour.key}")
    if isinstance(found, Unseen | Later):
        return []
    told = [Message(reading.number(row.get("message_id", "")), reading.words(row.get("description", ""))) for row in found]
    return [one for one in told if one.id and one.words]


def number_of(neighbour: Neighbour, token: str) -> str | Unseen | Later:
    """The number that a token stands for by now; "" while there is none."""
    found = _get(neighbour, f"tokens/{quote(token, safe='')}", {})
    if isinstance(found, Unseen | Later):
        return found
    return next((reading.number(row.get("service_request_id", "")) for row in found), "")


def look_for(neighbour: Neighbour, parcel: Parcel, *, since: datetime, until: datetime) -> str | Unseen | Later:
    """The number of a request of theirs that carries our reference: what a server without keys may have taken already."""
    span = {"start_date": (since - AROUND).isoformat(), "end_date": (until + AROUND).isoformat()}
    found = _get(neighbour, "requests", {"service_code": parcel.code, **span})
    if isinstance(found, Unseen | Later):
        return found
    row = next((one for one in found if parcel.reference in one.get("description", "")), None)
    return (reading.number(row.get("service_request_id", "")) if row is not None else "") or Unseen()


def _get(neighbour: Neighbour, path: str, query: dict[str, str], **headers: str) -> list[Row] | Unseen | Later:
    asked = {**({"jurisdiction_id": neighbour.jurisdiction} if neighbour.jurisdiction else {}), **query}
    address = _address(neighbour, path) + (f"?{urlencode(asked)}" if asked else "")
    try:
        said = wire.ask("GET", address, headers={"Accept-Language": "id", **headers})
    except (wire.NotSent, wire.NoAnswer) as error:
        return _later(neighbour, SILENT, str(error))
    if said.status in {MISSING, GONE}:
        return Unseen()
    if said.status != 200:
        return _later(neighbour, UPSET, str(said.status))
    try:
        return reading.rows(said.body, neighbour.format)
    except Unreadable:
        return _later(neighbour, UNREADABLE, path)


def _taken(neighbour: Neighbour, said: wire.Said) -> Answer:
    try:
        found = reading.rows(said.body, neighbour.format)
    except Unreadable:
        found = []
    if said.status in {200, 201}:
        number, token = (reading.number(found[0].get(name, "")) if found else "" for name in ("service_request_id", "token"))
        if number or token:
            return Taken(number=number, token="" if number else token)
        return _later(neighbour, UNREADABLE, "tell", arrived=None)
    if said.status in {TOO_MANY, TIMED_OUT}:
        return _later(neighbour, BUSY, str(said.status))
    if 300 <= said.status < 500:  # a redirect too: nobody but the pack says where reports go
        log.warning("refused elsewhere", extra={"neighbour": neighbour.id, "status": said.status})
        return Refused(reading.sentences(found) or "menolak tanpa penjelasan")
    return _later(neighbour, UPSET, str(said.status), arrived=None)


def _later(neighbour: Neighbour, why: str, detail: str, *, arrived: bool | None = False) -> Later:
    # Officers read what is the matter; what exactly it was is for whoever runs the server.
    log.warning("not answered elsewhere", extra={"neighbour": neighbour.id, "detail": detail})
    return Later(why, arrived=arrived)


def _fields(neighbour: Neighbour, parcel: Parcel) -> list[tuple[str, str]]:
    place = (
        [("lat", f"{parcel.lat:.6f}"), ("long", f"{parcel.long:.6f}")]
        if parcel.lat is not None and parcel.long is not None
        else []
    )
    found = [
        ("api_key", neighbour.key),
        *([("jurisdiction_id", neighbour.jurisdiction)] if neighbour.jurisdiction else []),
        ("service_code", parcel.code),
        *place,
        ("address_string", parcel.address),
        ("description", parcel.description),
        *((f"attribute[{code}]", said) for code, said in parcel.attributes),
    ]
    if neighbour.extensions:
        found.append(("external_id", parcel.reference))
    elif parcel.media_url:
        found.append(("media_url", parcel.media_url))
    return found


def _multipart(fields: list[tuple[str, str]], photos: tuple[bytes, ...]) -> tuple[str, bytes]:
    edge = f"lorong{secrets.token_hex(16)}"
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{said}\r\n'.encode() for name, said in fields]
    for ordinal, photo in enumerate(photos, start=1):
        head = f'--{edge}\r\nContent-Disposition: form-data; name="media"; filename="foto-{ordinal}.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        parts += [head.encode(), photo, b"\r\n"]
    return f"multipart/form-data; boundary={edge}", b"".join([*parts, f"--{edge}--\r\n".encode()])


def _address(neighbour: Neighbour, path: str) -> str:
    return f"{neighbour.endpoint}/{path}.{neighbour.format}"
