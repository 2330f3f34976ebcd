"""What an app sends with POST requests, read into a Telling.

The standard's `email`, `device_id` and `account_id` are not kept: nobody here needs them. `phone` is kept of an app that proves
phones, and of no other: the city would write to strangers. `media_url` becomes words for the office and is never fetched:
whoever may name an address that our server opens could let it knock at doors inside the house.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from lorong.kernel.catalog.values import Published
from lorong.lib.phone import PhoneError, parse_mobile
from lorong.lib.phrases import phrase
from lorong.lib.places import Spot
from lorong.lib.sop.answers import clean, storable
from lorong.services.complaints.open311.attributes import answers_of
from lorong.services.complaints.open311.errors import Unreadable
from lorong.services.complaints.open311.values import LONGEST_DESCRIPTION
from lorong.services.complaints.values import WHERE_LONGEST, PlaceFrom, Telling, Visibility

Places = Sequence[tuple[str, Sequence[tuple[str, str]]]]  # as `city.villages` has them
NAME_LONGEST = 120
URL_LONGEST = 300
_KIND = re.compile(r"^(kelurahan|desa|kel\.?)\s+")
_WORD = re.compile(r"\w+")


def telling_of(
    sent: Mapping[str, Sequence[str]], published: Published, *, places: Places, today: date, proves_phones: bool
) -> Telling:
    """What was sent, as the room takes it. sent: every parameter with all its values.

    Raises Unreadable with a sentence for each thing that is missing or wrong: place, questions, visibility.
    """
    said = {name: storable(values[-1]).strip() for name, values in sent.items() if values}
    errors: dict[str, str] = {}
    cleaned = clean(published.form, answers_of(published.form, sent), today=today, places=[c for _, of in places for c, _ in of])
    errors |= {f"attribute[{name}]": sentence for name, sentence in cleaned.errors.items()}
    placed = _place(said, places, errors)
    visibility = said.get("visibility", "") or str(Visibility.OPEN)
    if visibility not in set(Visibility):
        errors["visibility"] = phrase("visibility adalah open, anonymous, atau secret.")
    text = said.get("description", "")
    if len(text) > LONGEST_DESCRIPTION:
        errors["description"] = phrase("description paling banyak {most} huruf.", most=LONGEST_DESCRIPTION)
    if errors:
        raise Unreadable(next(iter(errors.values())), field=next(iter(errors)), detail={"errors": errors})
    return Telling(
        category=published.slug,
        text=_with_address_of_picture(text, said.get("media_url", "")),
        visibility=visibility,
        answers=cleaned.answers,
        name=" ".join(f"{said.get('first_name', '')} {said.get('last_name', '')}".split())[:NAME_LONGEST],
        phone=_phone(said.get("phone", "")) if proves_phones else "",
        join=said.get("join", ""),
        **placed,
    )


def of_another_city(
    sent: Mapping[str, Sequence[str]], sender: str, *, is_ours: Callable[[Spot], bool]
) -> Mapping[str, Sequence[str]]:
    """What another city's installation forwards. Its point may lie on its own side of the border: then the place is what
    `address_string` names here, and the point goes along in words."""
    spot = _spot(*(next(iter(sent.get(name, ())), "") for name in ("lat", "long")))
    if spot is None or is_ours(spot):
        return sent
    said = f"Titik menurut {sender}: {spot.lat:.5f}, {spot.lon:.5f}, di luar kota ini."
    text = next(iter(sent.get("description", ())), "")
    rest = {name: values for name, values in sent.items() if name not in {"lat", "long"}}
    return {**rest, "description": [f"{text}\n\n{said}".strip()]}


def _place(said: Mapping[str, str], places: Places, errors: dict[str, str]) -> dict[str, Any]:
    where = said.get("address_string", "")[:WHERE_LONGEST]
    region = said.get("address_id", "")
    if region and region not in {code for _, of in places for code, _ in of}:
        errors["address_id"] = phrase("address_id adalah kode kelurahan, misalnya 73.71.09.1006.")
        return {}
    if said.get("lat") or said.get("long"):
        spot = _spot(said.get("lat", ""), said.get("long", ""))
        if spot is None:
            errors["lat"] = phrase("lat dan long ditulis berdua, dalam derajat: lat=-5.147 long=119.432.")
            return {}
        return {"spot": spot, "place_from": PlaceFrom.PIN, "where": where, "region": region}
    if not region and where:
        region = region_in(said["address_string"], places)
        if not region:
            errors["address_string"] = phrase("Sebutkan kelurahannya di address_string, atau kirim lat dan long.")
            return {}
    if not region:
        errors["lat"] = phrase("Kirim lat dan long, address_string, atau address_id.")
        return {}
    return {"place_from": PlaceFrom.LANDMARK if where else PlaceFrom.REGION, "where": where, "region": region}


def _spot(lat: str, lon: str) -> Spot | None:
    try:
        found = Spot(float(lat), float(lon))
    except ValueError:
        return None
    return found if -90 <= found.lat <= 90 and -180 <= found.lon <= 180 else None  # NaN too compares false


def region_in(address: str, places: Places) -> str:
    """The code of the kelurahan that an address names; "" when it names none, or several.

    Of two with one name the one whose kecamatan is named as well; of names inside each other the longest.
    """
    words = f" {_words(address)} "
    found: list[tuple[str, str, bool]] = []
    for above, of in places:
        beside = f" {_words(above.lower().removeprefix('kecamatan '))} "
        for code, name in of:
            bare = _words(_KIND.sub("", name.lower()))
            if bare and f" {bare} " in words:
                elsewhere = words.replace(f" {bare} ", " ", 1)
                found.append((code, bare, beside in (elsewhere if beside.strip() == bare else words)))
    longest = [one for one in found if not any(one[1] != other[1] and one[1] in other[1] for other in found)]
    if len(longest) > 1:
        longest = [one for one in longest if one[2]]
    return longest[0][0] if len(longest) == 1 else ""


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _phone(written: str) -> str:
    if not written:
        return ""
    try:
        return parse_mobile(written)
    except PhoneError as wrong:
        raise Unreadable(str(wrong), field="phone") from None


def _with_address_of_picture(text: str, url: str) -> str:
    return f"{text}\n\nAlamat gambar dari aplikasi pelapor: {url[:URL_LONGEST]}" if url else text
