"""People at browsers. They find things by what is written on them, as people do."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pypdf import PdfReader

from tests.pictures import paper

PHONE, DESK = (360, 800), (1366, 768)
PASSPHRASE = "tiga kata acak"
WAIT = 15_000  # milliseconds; two cores, and other tests beside this one


class Someone:
    """One person with one browser of their own."""

    def __init__(self, browser: Browser, address: str, *, size: tuple[int, int] = PHONE, javascript: bool = True) -> None:
        self.address = address
        self.context: BrowserContext = browser.new_context(
            base_url=address,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            locale="id-ID",
            timezone_id="Asia/Makassar",
            accept_downloads=True,
        )
        self.context.set_default_timeout(WAIT)
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("console", lambda said: said.type == "error" and self._console(said.text))
        self.page.on("response", lambda r: r.status >= 500 and self.wrong.append(f"{r.status} {r.url}"))

    def _console(self, text: str) -> None:
        if "status of 4" not in text:  # a refused form answers 422, and that is meant
            self.wrong.append(f"console: {text}")

    def be(self, name: str) -> Someone:
        """Choose who one is on the page of the demonstration."""
        self.go("/akun/siapa/")
        self.page.get_by_role("button", name=f"Jadi {name}", exact=True).click()
        return self

    def go(self, path: str) -> Someone:
        self.page.goto(path)
        return self

    def press(self, name: str, *, exact: bool = False) -> Someone:
        """Press the button with these words."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        return self

    def follow(self, name: str, *, exact: bool = False) -> Someone:
        """Follow the link with these words."""
        self.page.get_by_role("link", name=name, exact=exact).first.click()
        return self

    def open(self, name: str) -> Someone:
        """Unfold what is folded."""
        self.page.locator("summary", has_text=name).first.click()
        return self

    def write(self, label: str, text: str) -> Someone:
        self.page.get_by_label(label, exact=False).first.fill(text)
        return self

    def search(self, words: str) -> Someone:
        """Type into the page's search box and press Enter."""
        box = self.page.get_by_role("searchbox").first
        box.fill(words)
        box.press("Enter")
        return self

    def write_date(self, day: int, month: int, year: int) -> Someone:
        """The date on this page, in its three fields."""
        for part, value in (("Tanggal", day), ("Bulan", month), ("Tahun", year)):
            self.page.get_by_role("textbox", name=part, exact=True).fill(str(value))
        return self

    def tick(self, label: str) -> Someone:
        self.page.get_by_label(label).first.check()
        return self

    def photograph(self, what: str, *, again: str = "") -> Someone:
        """Put a picture into the page's file field."""
        picture = {"name": f"{what}.jpg", "mimeType": "image/jpeg", "buffer": paper(what.lower(), again)}
        self.page.locator("input[type=file]").first.set_input_files(files=[picture])  # type: ignore[list-item]
        return self

    def sees(self, words: str | re.Pattern[str]) -> Someone:
        """Wait until the words stand on the page."""
        expect(self.page.locator("body")).to_contain_text(words, timeout=WAIT, ignore_case=False)
        return self

    def sees_not(self, words: str) -> Someone:
        expect(self.page.locator("body")).not_to_contain_text(words)
        return self

    def reloads_until(self, words: str) -> Someone:
        """Look again until the worker has done its part."""
        for _ in range(60):
            if words in self.page.locator("body").inner_text():
                return self
            self.page.wait_for_timeout(250)
            self.page.reload()
        raise AssertionError(f"“{words}” never came: {self.page.locator('body').inner_text()[:1500]}")

    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    def downloads(self, name: str, to: Path | None = None) -> bytes:
        """What the link gives; kept as a file too when it is said where."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name=name).first.click()
        content = Path(coming.value.path()).read_bytes()
        if to is not None:
            to.write_bytes(content)
        return content

    def fits(self) -> bool:
        """Whether nothing is wider than the screen."""
        self.page.wait_for_load_state()
        return bool(self.page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth"))

    def leave(self) -> None:
        """Close the browser; nothing may have broken on the way."""
        self.context.close()
        assert self.wrong == []


def for_oneself(who: Someone) -> None:
    """Somebody with a family is asked for whom the letter is; the first one offered is oneself."""
    if who.page.get_by_role("radio").count():
        who.page.get_by_role("radio").first.check()
    who.press("Mulai mengisi")


def fill_usaha(
    who: Someone, *, photos: tuple[str, ...] = ("KTP", "Kartu Keluarga", "Pengantar RT/RW", "Foto tempat usaha")
) -> str:
    """From the first page of Surat Keterangan Usaha to the receipt; gives the case's number."""
    who.write("Nama usaha", "Warung Coto Siti").write("Jenis usaha", "Rumah makan").press("Lanjut", exact=True)
    who.write("Alamat usaha", "Lorong 4 Nomor 12").press("Lanjut", exact=True)
    who.write_date(1, 3, 2019).press("Lanjut", exact=True)
    who.write("Keperluan", "pengajuan Kredit Usaha Rakyat").press("Lanjut", exact=True)
    expect(who.page).not_to_have_url(re.compile("/keperluan/"))
    for what in ("ktp", "kk", "pengantar_rt", "foto_usaha"):
        if f"/berkas-syarat/{what}/" in who.page.url:  # what the city holds from an earlier case is not asked again
            send_photo(who, what)
    expect(who.heading()).to_have_text("Periksa, lalu kirim")
    who.sees("Warung Coto Siti").press("Kirim permohonan")
    return receipt(who)


def send_photo(who: Someone, requirement: str) -> None:
    """The page of one document: a picture, and on."""
    expect(who.page).to_have_url(re.compile(f"/berkas-syarat/{requirement}/"))
    who.photograph(requirement).press("Lanjut")
    expect(who.page).not_to_have_url(re.compile(f"/berkas-syarat/{requirement}/"))


def receipt(who: Someone) -> str:
    """The number on the receipt."""
    expect(who.heading()).to_have_text("Permohonan sudah terkirim")
    return who.page.locator(".facts .big").inner_text().strip()


def decide(officer: Someone, number: str, outcome: str) -> None:
    """Tick what the SOP asks to look at, then press the outcome."""
    officer.go(f"/petugas/urusan/{number}/")
    for box in officer.page.locator(".checks input[type=checkbox]").all():
        box.check()
    officer.press(outcome)
    expect(officer.page).not_to_have_url(re.compile(f"/petugas/urusan/{number}/.*"))


def sign(signer: Someone, number: str, outcome: str = "Tanda tangani") -> None:
    """Sign one letter with the passphrase."""
    signer.go(f"/petugas/urusan/{number}/").press(outcome)
    signer.write("Sandi tanda tangan", PASSPHRASE).press("Tanda tangani 1 surat")
    expect(signer.page).not_to_have_url(re.compile("/hasil/"))


def make_key(who: Someone) -> None:
    """The signer's passphrase, twice; once is enough for all journeys."""
    who.go("/petugas/tanda-tangan/")
    if who.page.get_by_role("button", name="Buat tanda tangan saya").count():
        who.write("Sandi tanda tangan", PASSPHRASE).write("Sekali lagi", PASSPHRASE).press("Buat tanda tangan saya")
    who.sees("Sertifikat Anda berlaku")


def code_for(who: Someone, phone: str) -> str:
    """The newest code that was sent to a phone, read from the message box of the demonstration."""
    page = who.context.new_page()
    page.goto(f"/kotak-pesan/?hp={phone}")
    found: Any = re.search(r"\b(\d{6})\b", page.locator(".talk li").first.inner_text())
    page.close()
    assert found is not None
    return str(found[1])


def code_on(letter: bytes) -> str:
    """The check code that is printed on the letter."""
    printed = PdfReader(io.BytesIO(letter)).pages[0].extract_text()
    found = re.search(r"Kode periksa ([0-9A-Z]{3}-[0-9A-Z]{3})", printed)
    assert found is not None, printed
    return found[1]
