"""A row of somebody else's list of complaints, read into a Telling: what the city already held before, or another system.

An extra room, and pure. Every reason why a row cannot be taken is a finished Indonesian sentence. Telephones are not read: nobody
proved them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, tzinfo

from lorong.lib.places import Spot
from lorong.lib.sop.answers import storable
from lorong.services.complaints.values import LONGEST, WHERE_LONGEST, PlaceFrom, Telling, Visibility

NEEDED = ("jenis", "uraian")
OPTIONAL = ("kunci", "lintang", "bujur", "kelurahan", "patokan", "waktu", "tampil", "nama")
ALIASES = {
    "id": "kunci", "nomor": "kunci", "service_request_id": "kunci", "kategori": "jenis", "service_code": "jenis",
    "isi": "uraian", "deskripsi": "uraian", "description": "uraian", "lat": "lintang", "latitude": "lintang", "long": "bujur",
    "lon": "bujur", "longitude": "bujur", "kode_kelurahan": "kelurahan", "address": "patokan", "alamat": "patokan",
    "tanggal": "waktu", "requested_datetime": "waktu",
}  # fmt: skip
VISIBILITY = {"": Visibility.OPEN, "terbuka": Visibility.OPEN, "anonim": Visibility.ANONYMOUS, "rahasia": Visibility.SECRET}
Places = Sequence[tuple[str, Sequence[tuple[str, str]]]]  # as `city.villages` has them
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(.*)")
_KIND = re.compile(r"^(kelurahan|desa|kel\.?)\s+")


class Unfit(ValueError):
    """The row cannot be taken; the message is the sentence for whoever mends the file."""


def key_of(cells: Mapping[str, str]) -> str:
    """By what a row is known again when the file is read a second time: its own key, or else all it says."""
    own = cells.get("kunci", "")
    said = own or "\n".join(f"{name}={cells.get(name, '')}" for name in (*NEEDED, *OPTIONAL))
    return "imp:" + hashlib.sha256(said.encode()).hexdigest()[:48]


def telling_of(cells: Mapping[str, str], *, categories: Collection[str], places: Places, now: datetime, zone: tzinfo) -> Telling:
    """A row as the room takes it. cells: column to text. categories: slugs in force. zone: of a time without one.

    Raises Unfit, naming the column.
    """
    cells = {name: str(storable(text)) for name, text in cells.items()}
    category = cells.get("jenis", "").strip().lower().replace(" ", "-").replace("_", "-")
    if category not in categories:
        raise Unfit(f"jenis: “{cells.get('jenis', '')}” tidak ada di katalog kota. Pakai slug, misalnya lampu-jalan-mati.")
    text = cells.get("uraian", "")
    if not text or len(text) > LONGEST:
        raise Unfit(f"uraian: tulis apa yang terjadi, paling banyak {LONGEST} huruf.")
    visibility = VISIBILITY.get(cells.get("tampil", "").lower())
    if visibility is None:
        raise Unfit("tampil: isi terbuka, anonim, atau rahasia; kosong berarti terbuka.")
    spot, region = _spot(cells), _region(cells.get("kelurahan", ""), places)
    if spot is None and not region:
        raise Unfit("kelurahan: isi kodenya atau namanya, atau isi lintang dan bujur.")
    where = cells.get("patokan", "")[:WHERE_LONGEST]
    near = PlaceFrom.LANDMARK if where else PlaceFrom.REGION
    return Telling(
        category=category,
        text=text,
        visibility=visibility,
        spot=spot,
        place_from=PlaceFrom.PIN if spot else near,
        where=where,
        region=region,
        name=cells.get("nama", "")[:120],
        written_at=_moment(cells.get("waktu", ""), now, zone),
    )


def _spot(cells: Mapping[str, str]) -> Spot | None:
    lat, lon = (cells.get(name, "").replace(",", ".") for name in ("lintang", "bujur"))
    if not lat and not lon:
        return None
    try:
        found = Spot(float(lat), float(lon))
    except ValueError:
        raise Unfit("lintang dan bujur: tulis berdua dalam derajat, misalnya -5.147 dan 119.432.") from None
    if not (-90 <= found.lat <= 90 and -180 <= found.lon <= 180):
        raise Unfit("lintang dan bujur: lintang -90 sampai 90, bujur -180 sampai 180. Mungkin tertukar.")
    return found


def _region(said: str, places: Places) -> str:
    if not said:
        return ""
    codes = {code for _, of in places for code, _ in of}
    if said in codes:
        return said
    named = [code for _, of in places for code, name in of if _bare(name) == _bare(said)]
    if len(named) == 1:
        return named[0]
    if named:
        raise Unfit(f"kelurahan: ada {len(named)} yang bernama “{said}”. Tulis kodenya: {', '.join(named)}.")
    raise Unfit(f"kelurahan: “{said}” tidak ada di kota ini.")


def _bare(name: str) -> str:
    return _KIND.sub("", " ".join(name.lower().split()))


def _moment(said: str, now: datetime, zone: tzinfo) -> datetime | None:
    if not said:
        return None
    turned = _DAY_FIRST.fullmatch(said)
    if turned:
        said = f"{turned[3]}-{int(turned[2]):02}-{int(turned[1]):02}{turned[4]}"
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise Unfit("waktu: tulis seperti 2026-08-03 14:30 atau 3-8-2026.") from None
    found = found if found.utcoffset() is not None else found.replace(tzinfo=zone)
    if found > now:
        raise Unfit("waktu: di masa depan. Periksa lagi tanggalnya.")
    return found
