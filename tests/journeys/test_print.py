"""On paper: what one needs there, and nothing that one can only press."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from pypdf import PdfReader

from lorong.testing import Cast
from tests.journeys.neighbours import signed_in_as
from tests.journeys.people import DESK, Someone
from tests.things import SLUG, Desk

PRESSED = ("English", "Menu", "Langsung ke isi", "Tulis pesan", "Ganti peran", "Mulai permohonan")


def test_pages_that_people_print_can_be_read_on_paper(sit_down: Callable[..., Someone]) -> None:
    desk = Desk(Cast())
    case = desk.sent("tono")
    tono = signed_in_as(sit_down(), Cast().account("tono"))
    page = printed(tono.go(f"/urusan/{case.number}/"))
    assert case.number in page[0]
    assert "Sampai di mana" in page[0]
    assert "Warung Rahasia Sekali" in "".join(page)
    assert "Dicetak" in page[-1]
    service = "".join(printed(tono.go(f"/layanan/{SLUG}/")))
    assert "UU 25/2009" in service, "what is folded on a screen is read on paper"
    assert "Yang perlu disiapkan" in service
    assert "menepati janji" in printed(tono.go("/terbuka/"))[0]
    assert len(printed(tono.go("/terbuka/kelurahan/"))) <= 7


def test_a_register_is_a_table_on_paper(sit_down: Callable[..., Someone]) -> None:
    Desk(Cast()).sent("tono")
    budi = signed_in_as(sit_down(size=DESK), Cast().account("budi"))
    page = printed(budi.go("/petugas/urusan/"))
    assert "Pemohon" in page[0], "the head of the table"
    assert "Nomor atau nama" not in page[0]


def printed(who: Someone) -> list[str]:
    """The text of each page of A4."""
    who.page.evaluate("document.fonts.ready")
    reader = PdfReader(io.BytesIO(who.page.pdf(format="A4")))
    text = [page.extract_text() for page in reader.pages]
    assert not [word for word in PRESSED if re.search(rf"\b{word}\b", "".join(text))]
    return text
