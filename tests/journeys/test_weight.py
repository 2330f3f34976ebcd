"""What a page costs whoever pays for every kilobyte: counted as bytes, which are the same on any machine."""

from __future__ import annotations

import gzip
import re
import urllib.request

import pytest

from tests.journeys.live import City

FIRST, NEXT = 48_000, 12_000
OTHER_KINDS = {"/aduan/baru/": 900}  # bytes of the kinds that a whole catalogue lists beside the two of this city
HEAD = 600  # bytes of an answer's headers, rounded up; the browser's own count is in `make bench`
PAGES = (
    "/",
    "/aduan/",
    "/aduan/baru/",
    "/aduan/capaian/",
    "/layanan/surat-keterangan-usaha/",
    "/akun/masuk/",
    "/akun/daftar/",
    "/periksa/",
    "/terbuka/",
    "/aksesibilitas/",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_and_the_next_page_are_light(live_city: City, path: str) -> None:
    page, size = fetched(live_city, path)
    parts = set(re.findall(r'(?:href|src)="(/[^"#]*\.(?:css|js|svg|webmanifest))[#"]', page))
    style = next(part for part in parts if "lorong" in part and part.endswith(".css"))
    font = re.findall(r'url\("?([^")]+\.woff2)', fetched(live_city, style)[0])
    parts |= {f"/static/look/{name}" for name in font} | {"/penjaga.js", "/tanpa-jaringan/"}
    assert len(parts) > 6, "the style, the scripts, the pictures, the font, the worker"
    size += OTHER_KINDS.get(path, 0)
    assert size <= NEXT
    assert size + sum(fetched(live_city, part)[1] for part in parts) <= FIRST


def fetched(city: City, path: str) -> tuple[str, int]:
    """(the text, bytes on the wire with headers)."""
    request = urllib.request.Request(f"{city.address}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        body = answer.read()
        text = gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body
    return text.decode("utf-8", "replace"), len(body) + HEAD
