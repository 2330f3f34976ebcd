"""Residents who apply and download, officers who decide, a lurah who signs: all at once, for as long as the run lasts."""

from __future__ import annotations

import hashlib
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from lorong.lib.synthetic import PASSPHRASE
from tests.faults.browser import Browser, Form, GivenUp, Page
from tests.pictures import photo

SLUG = "surat-keterangan-usaha"
NUMBER = re.compile(r"\b\d{2}-\d{4}-\d{4,}\b")
FORWARD = ("lengkap", "setuju", "tandatangani")  # outcomes of this one letter's SOP that go on


@dataclass
class Seen:
    """What people were told by the city; all of it must be true afterwards."""

    receipts: dict[str, str] = field(default_factory=dict)  # number -> the mark in its answers
    letters: dict[str, str] = field(default_factory=dict)  # number -> SHA-256 of what was downloaded
    done: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str) -> None:
        with self.lock:
            self.done[what] += 1

    def wonder(self, what: str) -> None:
        with self.lock:
            self.odd[what] += 1


class Person(threading.Thread):
    """Somebody who does the same thing again and again until it is over."""

    def __init__(self, name: str, address: str, seen: Seen, over: threading.Event, seed: int) -> None:
        super().__init__(name=name, daemon=True)
        self.seen, self.over = seen, over
        self.browser = Browser(address, over.is_set)
        self.chance = random.Random(f"{seed}-{name}")

    def run(self) -> None:
        """Sign in, then round after round; what looks odd is noted, and the next round begins anew."""
        signed_in = False
        while not self.over.is_set():
            try:
                if not signed_in:
                    self.sign_in()
                    signed_in = True
                self.round()
            except GivenUp:
                continue
            except Odd as odd:
                self.seen.wonder(f"{self.name}: {odd}")
            time.sleep(self.chance.uniform(0.05, 0.4))

    def sign_in(self) -> None:
        """Choose who one is on the page of the demonstration."""
        page = self.browser.get("/akun/siapa/")
        for form in page.forms:
            for name, value, words in form.buttons:
                if name == "akun" and words == f"Jadi {self.name}":
                    self.browser.send(form, press=(name, value))
                    return
        raise Odd(f"nobody is called {self.name}", page)

    def round(self) -> None:
        """One round of what this person does."""
        raise AssertionError("each kind of person has rounds of their own")


class Odd(Exception):
    """A page that was not expected; noted, because under load people do find each other's work done."""

    def __init__(self, what: str, page: Page) -> None:
        title = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
        said = re.sub(r"<[^>]+>", "", title[1]).strip() if title else ""
        super().__init__(f"{what} ({page.status} {re.sub(r'[0-9]+', '#', page.path)} {NUMBER.sub('#', said)[:60]})")


class Resident(Person):
    """Applies, and downloads what is finished."""

    def round(self) -> None:
        self.apply()
        self.download()

    def apply(self) -> None:
        mark = f"Warung {self.chance.randrange(10**12):012d}"
        answers = {
            "nama_usaha": mark,
            "jenis_usaha": "Rumah makan",
            "alamat_usaha": "Lorong 4",
            "berdiri_sejak_d": "1",
            "berdiri_sejak_m": "3",
            "berdiri_sejak_y": "2019",
            "keperluan": "pengajuan KUR",
        }
        page = self.browser.get(f"/layanan/{SLUG}/ajukan/")
        for _ in range(20):
            if page.path.endswith("/terkirim/"):
                number = NUMBER.search(page.text)
                assert number is not None, "a receipt without a number"
                with self.seen.lock:
                    self.seen.receipts[number[0]] = mark
                self.seen.note("applied")
                return
            page = self._next(page, answers)
        raise Odd("an application that does not end", page)

    def _next(self, page: Page, answers: dict[str, str]) -> Page:
        form = page.form(lambda f: f.method == "post" and ("/isian/" in f.action or "/ajukan/" in f.action) and _goes_on(f))
        if form is None or page.status >= 400:
            raise Odd("no way on", page)
        files = {name: photo(f"{name}{self.chance.random()}") for name in form.files}
        known = {name: value for name, value in answers.items() if name in dict(form.values)}
        return self.browser.send(form, known, files=files or None)

    def download(self) -> None:
        with self.seen.lock:
            waiting = [number for number in self.seen.receipts if number not in self.seen.letters]
        for number in self.chance.sample(waiting, min(3, len(waiting))):
            answer = self.browser.get(f"/urusan/{number}/surat/")
            if answer.body.startswith(b"%PDF-"):
                with self.seen.lock:
                    self.seen.letters[number] = hashlib.sha256(answer.body).hexdigest()
                self.seen.note("downloaded")


def _goes_on(form: Form) -> bool:
    return not any(part in form.action for part in ("buang-isian", "tautan-rt"))


class Officer(Person):
    """Opens the inbox and decides what lies there, the way the SOP goes on."""

    def round(self) -> None:
        page = self.browser.get("/petugas/")
        waiting = sorted(set(re.findall(r"/petugas/urusan/(\d{2}-\d{4}-\d+)/", page.text)))
        if not waiting:
            time.sleep(0.3)
        for number in self.chance.sample(waiting, min(4, len(waiting))):
            self.decide(number)

    def decide(self, number: str) -> None:
        page = self.browser.get(f"/petugas/urusan/{number}/")
        form = page.form(lambda f: "/langkah/" in f.action and not f.action.endswith(("/ambil/", "/serahkan/")))
        if form is None:
            return  # somebody else was faster
        ticks = [(name, value) for _, name, value in page.boxes if name == "cek"]
        outcome = next((o for o in FORWARD if f'value="{o}"' in page.text), "")
        if not outcome:
            raise Odd("no outcome that goes on", page)
        after = self.browser.send(form, press=("hasil", outcome), extra=ticks)
        if f"/hasil/{outcome}/" in after.path:
            asked = after.form(lambda f: "sandi" in dict(f.values))
            if asked is None:
                raise Odd("no passphrase asked", after)
            after = self.browser.send(asked, {"sandi": PASSPHRASE})
        if after.status >= 400:
            raise Odd(f"{outcome} was not taken", after)
        self.seen.note(outcome)


class Lurah(Officer):
    """Signs one by one, and every third time everything that waits with one passphrase."""

    def round(self) -> None:
        if self.chance.random() < 0.67:
            super().round()
            return
        page = self.browser.get("/petugas/?saring=tanda-tangan")
        letters = [(name, value) for _, name, value in page.boxes if name == "surat"][:6]
        form = page.form(lambda f: f.action.endswith("/tanda-tangan/banyak/"))
        if not letters or form is None:
            return
        asked = self.browser.send(form, extra=letters)
        form = asked.form(lambda f: "sandi" in dict(f.values))
        if form is None:
            return
        after = self.browser.send(form, {"sandi": PASSPHRASE})
        if after.status >= 400:
            raise Odd("the batch was not signed", after)
        self.seen.note("batch")

    def make_key(self) -> None:
        """The passphrase, twice, unless it is there."""
        page = self.browser.get("/petugas/tanda-tangan/")
        form = page.form(lambda f: {"sandi", "ulang"} <= set(f.open_fields))
        if form is not None:
            self.browser.send(form, {"sandi": PASSPHRASE, "ulang": PASSPHRASE})
