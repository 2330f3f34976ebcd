"""A passkey from its making to a signed letter, in a browser with a virtual key that checks its owner and has a PRF."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from lorong.testing import Cast
from tests.journeys.people import DESK, PASSPHRASE, Someone, make_key
from tests.things import Desk

KEY = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "hasPrf": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
OPEN = "Buka dengan kunci sandi"


def plug_in(who: Someone) -> None:
    """A key in this browser; whoever sits there is always recognised."""
    session = who.context.new_cdp_session(who.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def test_bu_lurah_makes_a_passkey_signs_in_with_it_and_signs_letters_with_it(sit_down: Callable[..., Someone]) -> None:
    one, other = (Desk(Cast()).at_the_lurah(who).number for who in ("siti", "tono"))
    lurah = sit_down("Ratna Contoh", size=DESK)
    plug_in(lurah)
    make_key(lurah)

    lurah.go("/akun/cara-masuk/").write("Nama perangkat ini", "Laptop kantor").press("Pasang kunci sandi")
    lurah.sees("Kode cadangan Anda")
    lurah.go("/akun/").press("Keluar", exact=True)
    lurah.go("/akun/masuk/").press("Masuk dengan jari atau wajah")
    expect(lurah.page).to_have_url(re.compile("/petugas/"))

    lurah.go("/petugas/tanda-tangan/").page.get_by_label("Sandi tanda tangan").first.fill(PASSPHRASE)
    lurah.press("Tambah kunci sandi").sees("sekarang membuka tanda tangan Anda").sees("Laptop kantor")

    lurah.go(f"/petugas/urusan/{one}/").press("Tanda tangani").press(OPEN)
    expect(lurah.page).not_to_have_url(re.compile("/hasil/"))
    lurah.go("/petugas/?saring=tanda-tangan").sees_not(one).page.locator(f"input[value^='{other}:']").check()
    lurah.press("Tanda tangani").press(OPEN).sees("1 surat ditandatangani")
    for who, number in (("Siti", one), ("Tono", other)):
        sit_down(who).go(f"/urusan/{number}/").reloads_until("Unduh surat")

    lurah.go("/petugas/tanda-tangan/").open("Hapus").press("Ya, hapus dari tanda tangan").sees("tidak membuka tanda tangan lagi")
    lurah.go("/akun/cara-masuk/").press("Hapus").sees("Cara masuk itu dihapus")
