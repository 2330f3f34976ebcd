"""Handing power on asks who sits there; looking does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from lorong.kernel.people.sessions import ENTERED

SIXTEEN_MINUTES = 16 * 60


def left_alone(officer: Client) -> Client:
    kept = officer.session
    kept[ENTERED] = {**kept[ENTERED], "at": kept[ENTERED]["at"] - SIXTEEN_MINUTES}
    kept.save()
    return officer


@pytest.mark.parametrize(
    ("name", "path", "sent"),
    [
        ("budi", "/petugas/cuti/", {"alasan": "Sakit gigi"}),
        ("bu_lurah", "/petugas/tanda-tangan/", {"sandi": "rahasia sekali"}),
    ],
)
def test_after_a_quarter_of_an_hour_sending_asks_for_a_new_sign_in(
    browser: Callable[[str], Client], name: str, path: str, sent: dict[str, str]
) -> None:
    officer = left_alone(browser(name))
    assert officer.get(path).status_code == 200
    answer = officer.post(path, sent, headers={"referer": f"http://testserver{path}"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/akun/masuk/?next={path.replace('/', '%2F')}&lagi=1"


def test_what_was_written_waits_for_the_new_sign_in_and_a_passphrase_never_does(browser: Callable[[str], Client]) -> None:
    for name, path, sent, waits in (
        ("budi", "/petugas/cuti/", {"alasan": "Sakit gigi"}, True),
        ("bu_lurah", "/petugas/tanda-tangan/", {"sandi": "rahasia sekali"}, False),
    ):
        officer = browser(name)
        account = officer.session["_auth_user_id"]
        officer.post("/akun/siapa/", {"akun": account})  # the browser is one that the account knows
        answer = left_alone(officer).post(path, sent, headers={"referer": f"http://testserver{path}"})
        assert ("next=%2Fakun%2Fkiriman%2F" in answer["Location"]) is waits


def test_just_after_signing_in_nobody_is_asked(browser: Callable[[str], Client]) -> None:
    assert browser("budi").post("/petugas/cuti/", {"alasan": ""}).status_code == 422
