"""Whether complaints were really put right, read by anybody on the narrowest page, without scripts and with a keyboard."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

from django.utils import timezone

from lorong.lib.actors import SISTEM
from lorong.services.complaints import actions
from lorong.services.complaints.actions.figuring import add_up
from lorong.services.complaints.models import Calibration, Figure
from lorong.services.complaints.values import Telling
from lorong.testing import Cast
from tests.journeys.people import DESK, Someone
from tests.journeys.test_accessible import PHONE, complaints

BUTUNG, OFFICE = "73.71.05.1003", "73.71-dpu"
MONTHS = [[9 + n, 8 + n, 8 + n, 5 + n // 2, 6, n % 3] for n in range(12)]


def a_year_of_figures() -> None:
    """One real report, and figures as a busy year leaves them."""
    telling = Telling(category="jalan-rusak", text="Lubang di depan pasar", region=BUTUNG, answers={})
    actions.tell(actor=Cast().actor("siti"), telling=telling, photos=(), key=uuid.uuid4().hex, channel="sms")
    add_up(actor=SISTEM, at=timezone.now())
    for row in Figure.objects.filter(code__in=["", BUTUNG, OFFICE]):
        if row.days:
            row.numbers |= {
                "volume": 150,
                "ended": 140,
                "judged": 138,
                "on_time": 90,
                "p50": 6.4,
                "p90": 21.0,
                "claims": 120,
                "false": 9,
            }
        else:
            row.numbers |= {"months": MONTHS}
        row.save()
    Calibration.objects.update_or_create(month=date(2026, 7, 1), category="", defaults={"told": 90, "by_half": 44, "by_most": 70})


def test_everybody_finds_out_how_a_kelurahan_fares(sit_down: Callable[..., Someone]) -> None:
    a_year_of_figures()
    somebody = sit_down(size=PHONE, javascript=False).go("/aduan/").follow("Capaian").sees("warga menjawab belum")
    somebody.page.get_by_label("Cari kelurahan atau kantor").fill("butung")
    somebody.page.keyboard.press("Enter")
    somebody.follow("Kelurahan Butung").sees("65\xa0%").sees("Dua belas bulan")
    somebody.follow("Lihat yang belum selesai").sees("Jalan rusak")
    assert somebody.fits()


def test_axe_finds_nothing_on_pages_of_figures(sit_down: Callable[..., Someone]) -> None:
    a_year_of_figures()
    said: list[str] = []
    for size, addresses in (
        (
            PHONE,
            ("/aduan/capaian/", f"/aduan/kelurahan/{BUTUNG}/", f"/aduan/unit/{OFFICE}/", "/aduan/unit/lain/", "/aduan/janji/"),
        ),
        (DESK, ("/aduan/capaian/?cari=wajo", f"/aduan/kelurahan/{BUTUNG}/")),
    ):
        somebody = sit_down(size=size)
        for address in addresses:
            somebody.page.goto(address)
            said += [f"{address} {size[0]} px: {one}" for one in complaints(somebody.page)]
            said += [] if somebody.fits() else [f"{address} is wider than {size[0]} px"]
    assert said == []
