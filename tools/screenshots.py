"""Pictures of the main pages for docs/screenshots/: `python tools/screenshots.py ADDRESS` of a running demonstration.

`python tools/screenshots.py ADDRESS NAME ...` takes only those pages anew.

The demonstration begins with the neighbours' cases, so every desk has work; here Siti begins one more application and
somebody reports a levy. Then every page at three widths, light and dark. PNG in few colours: the whole set is small.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.journeys import people  # noqa: E402 - it lives in the checkout, not in the environment
from tests.journeys.people import DESK, Someone, for_oneself  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
TALLEST = {360: 1240, 768: 1080, 1366: 900}  # pixels; what is below is cut off
COLOURS = 64
MOST_BYTES = 6_000_000
SERVICE = "/layanan/surat-keterangan-usaha/"
RESIDENT, COUNTER, LURAH, MAYOR, AUDITOR = "Siti", "Budi", "Ratna Contoh", "Yusuf Contoh", "Dewi Contoh"
REPORT = "Di loket saya diminta Rp50.000 supaya suratnya cepat jadi. Katanya uang administrasi, tetapi tidak ada kuitansi."


@dataclass
class Story:
    """Numbers of the cases that the pages show."""

    asked_again: str = ""
    waiting: str = ""
    issued: str = ""
    code: str = ""
    draft: str = ""


@dataclass(frozen=True)
class Shot:
    """One page: the file's name, who looks, where, and what to do there first."""

    name: str
    who: str
    path: Callable[[Story], str]
    before: Callable[[Page], None] = field(default=lambda page: None)


def at(path: str) -> Callable[[Story], str]:
    return lambda story: path


def wrong_answer(page: Page) -> None:
    """Send the page empty, so that the error shows."""
    page.get_by_role("textbox").first.fill("")
    page.get_by_role("button", name="Lanjut", exact=True).last.click()
    page.wait_for_load_state()


def choose_all(page: Page) -> None:
    for box in page.locator(".pickbox input").all()[:3]:
        box.check()


SHOTS = (
    Shot("home", "", at("/")),
    Shot("home-siti", RESIDENT, at("/")),
    Shot("search", "", at("/?cari=modal+warung")),
    Shot("service", RESIDENT, at(SERVICE)),
    Shot("apply", RESIDENT, lambda s: s.draft, wrong_answer),
    Shot("apply-photo", RESIDENT, lambda s: s.draft.replace("usaha/", "berkas-syarat/pengantar_rt/")),
    Shot("case-your-turn", RESIDENT, lambda s: f"/urusan/{s.asked_again}/"),
    Shot("case-done", RESIDENT, lambda s: f"/urusan/{s.issued}/"),
    Shot("cases", RESIDENT, at("/urusan/")),
    Shot("me", RESIDENT, at("/saya/")),
    Shot("my-data", RESIDENT, at("/saya/data/")),
    Shot("my-programs", RESIDENT, at("/saya/program/")),
    Shot("who-looked", RESIDENT, at("/siapa-melihat-data-saya/")),
    Shot("survey", RESIDENT, lambda s: f"/urusan/{s.issued}/survei/"),
    Shot("who-to-be", "", at("/akun/siapa/")),
    Shot("register", "", at("/akun/daftar/")),
    Shot("message-box", "", at("/kotak-pesan/")),
    Shot("inbox", COUNTER, at("/petugas/")),
    Shot("officer-case", COUNTER, lambda s: f"/petugas/urusan/{s.waiting}/"),
    Shot("counter", COUNTER, at("/petugas/loket/")),
    Shot("sign", LURAH, at("/petugas/?saring=tanda-tangan"), choose_all),
    Shot("signing-key", LURAH, at("/petugas/tanda-tangan/")),
    Shot("board", LURAH, at("/petugas/papan/")),
    Shot("command", MAYOR, at("/komando/")),
    Shot("command-results", MAYOR, at("/komando/capaian/")),
    Shot("levy-reports", AUDITOR, at("/komando/laporan/")),
    Shot("open", "", at("/terbuka/")),
    Shot("open-ways", "", at("/terbuka/surat-keterangan-usaha/alur/")),
    Shot("open-roots", "", at("/terbuka/jejak/")),
    Shot("open-map", "", at("/terbuka/kelurahan/")),
    Shot("check", "", at("/periksa/")),
    Shot("check-real", "", lambda s: f"/periksa/{s.code}/"),
    Shot("api", "", at("/api/v1/")),
)


def play(browser: Browser, address: str) -> Story:
    """What the neighbours left, a page that Siti has not finished, and a report to the auditor."""
    siti, budi = (Someone(browser, address, size=DESK).be(name) for name in (RESIDENT, COUNTER))
    story = Story()
    siti.go("/urusan/?hanya=selesai")
    story.issued = number_of(siti.page)
    siti.go("/urusan/?hanya=berjalan")
    story.asked_again = number_of(siti.page)
    for number in (story.issued, story.asked_again):
        budi.go(f"/petugas/urusan/{number}/")  # so that somebody has looked at Siti's data
    budi.go("/petugas/")
    story.waiting = number_of(budi.page, "/petugas")
    siti.go(f"/urusan/{story.issued}/").reloads_until("Unduh surat")
    story.code = people.code_on(siti.downloads("Unduh surat"))
    siti.go(f"{SERVICE}ajukan/")
    for_oneself(siti)
    story.draft = siti.page.url.removeprefix(address)
    report(Someone(browser, address))
    return story


def number_of(page: Page, portal: str = "") -> str:
    """The case that the first row of a list is about."""
    href = page.locator(f'main a[href^="{portal}/urusan/2"]').first.get_attribute("href") or ""
    found = re.search(r"\d\d-\d{4}-\d{4}", href)
    assert found is not None, f"no case on {page.url}"
    return found[0]


def report(somebody: Someone) -> None:
    somebody.go("/lapor/").write("Apa yang terjadi?", REPORT).write("Kantor mana?", "Kelurahan Rappocini")
    somebody.press("Kirim ke Inspektorat")
    somebody.sees("Inspektorat")
    somebody.leave()


def take(browser: Browser, address: str, story: Story, wanted: tuple[Shot, ...]) -> int:
    """All pictures of what is wanted; gives how many there are."""
    count = 0
    for width in TALLEST:
        for scheme in ("light", "dark"):
            for name in dict.fromkeys(shot.who for shot in wanted):
                who = Someone(browser, address, size=(width, 800))
                who.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                if name:
                    who.be(name)
                for shot in (s for s in wanted if s.who == name):
                    who.go(shot.path(story))
                    shot.before(who.page)
                    keep(who.page, FOLDER / f"{shot.name}-{width}-{scheme}.png", width)
                    count += 1
                who.context.close()
            print(f"  {width} px, {scheme}", flush=True)
    return count


def keep(page: Page, path: Path, width: int) -> None:
    """The page from its top, at most as tall as TALLEST says."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": int(min(max(tall, 640), TALLEST[width]))})
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    colours = COLOURS if picture.getcolors(COLOURS * 40) else 3 * COLOURS  # a photo has more of them
    picture.quantize(colours, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
    page.set_viewport_size({"width": width, "height": 800})


def main(address: str, *names: str) -> int:
    found = os.environ.get("LORONG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        print("  Chromium tidak ada. Pasang paket chromium, atau tunjukkan dengan LORONG_CHROMIUM.")
        return 1
    begun = time.monotonic()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as runner:
        browser = runner.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        wanted = tuple(shot for shot in SHOTS if not names or shot.name in names)
        count = take(browser, address.rstrip("/"), play(browser, address.rstrip("/")), wanted)
        browser.close()
    known = {f"{s.name}-{w}-{scheme}.png" for s in SHOTS for w in TALLEST for scheme in ("light", "dark")}
    for old in FOLDER.glob("*.png"):
        if old.name not in known:
            old.unlink()
    size = sum(p.stat().st_size for p in FOLDER.glob("*.png"))
    print(f"  {count} gambar, {size / 1e6:.1f} MB, {time.monotonic() - begun:.0f} detik: {FOLDER.relative_to(ROOT)}")
    return 0 if size <= MOST_BYTES else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("python tools/screenshots.py http://127.0.0.1:8000 [inbox officer-case ...]")
    sys.exit(main(*sys.argv[1:]))
