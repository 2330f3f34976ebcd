"""Lists cost the same number of database queries however long they are, and not many."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lorong.testing import Cast
from tests.things import SLUG, Desk, publish

# Most queries of a page, session and actor included. A page that needs more has to say why here.
CEILINGS = {
    ("siti", "/"): 8,
    ("siti", "/urusan/"): 6,
    ("siti", "/pesan/"): 3,
    ("siti", "/saya/"): 6,
    ("siti", "/siapa-melihat-data-saya/"): 3,
    ("budi", "/petugas/"): 8,
    ("budi", "/petugas/urusan/"): 4,
    ("bu_lurah", "/petugas/"): 10,
    ("bu_lurah", "/petugas/papan/"): 8,
    ("bu_lurah", "/petugas/surat-keluar/"): 2,
    ("bu_lurah", "/petugas/cuti/"): 8,
    ("bu_lurah", "/komando/"): 7,  # no stock was taken here: it is looked for, then counted live
    ("wali_kota", "/komando/"): 10,
    ("tono", "/terbuka/"): 3,
}


def queries(client: Client, place: str) -> int:
    """How many queries one visit takes, once everything is warm."""
    client.get(place)
    with CaptureQueriesContext(connection) as seen:
        response = client.get(place)
    assert response.status_code == 200, place
    return len(seen)


def test_a_longer_list_needs_no_more_queries(cast: Cast):
    publish(SLUG)
    desk = Desk(cast)
    browsers: dict[str, Client] = {}
    for who, _ in CEILINGS:
        browsers[who] = Client()
        browsers[who].force_login(cast.account(who))
    _grow(desk, times=1)
    few = {(who, place): queries(browsers[who], place) for who, place in CEILINGS}
    _grow(desk, times=5)
    many = {(who, place): queries(browsers[who], place) for who, place in CEILINGS}
    assert {k: (few[k], n) for k, n in many.items() if n > few[k]} == {}, "queries grow with the list"
    assert {k: n for k, n in many.items() if n > CEILINGS[k]} == {}


def _grow(desk: Desk, *, times: int) -> None:
    """More of everything that lists show: drafts, running, returned, signed and refused cases of two residents."""
    for _ in range(times):
        desk.draft("siti")
        running, returned, refused = desk.sent("siti"), desk.sent("siti"), desk.sent("tono")
        desk.does("budi", running, "lengkap")
        desk.does("kasi", running, "setuju")
        desk.does("budi", returned, "kurang", reasons=("Foto KTP tidak terbaca",), asks=("ktp",))
        desk.does("budi", refused, "tolak", reasons=("Usaha berada di kelurahan lain",))
        desk.sent("tono")
        desk.issued("siti")
