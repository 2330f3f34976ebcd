"""Bu Lurah lets a passkey open her signing key, signs with it, and takes it away again."""

from __future__ import annotations

import base64
import json
import os
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from lorong.kernel.documents import queries as papers
from lorong.kernel.documents.models import Unlocker
from lorong.kernel.messages.models import Message
from lorong.kernel.people import actions as people
from lorong.portals.accounts.tests.software_key import SoftwareKey
from lorong.portals.officer.tests.conftest import PASSPHRASE, key_of, let_the_machine_work, make_key, press, step_of, to_the_lurah

SECRET = os.urandom(32)
ASK, NEW, ADD = (f"/petugas/tanda-tangan/kunci/{end}" for end in ("tantangan/", "baru/", ""))


def spelled(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def give(cast: Any, who: str, key: SoftwareKey) -> int:
    """Put a passkey on somebody's account."""
    options = {"publicKey": {"user": {"id": "AAAA"}, "rp": {"id": "localhost"}, "challenge": "AAAA"}}
    account = cast.account(who)
    people.add_passkey(actor=cast.actor(who), account=account, name="Laptop", credential=json.loads(key.create(options)))
    return Authenticator.objects.filter(user=account).latest("pk").pk


def answer(browser: Any, key: SoftwareKey, url: str, secret: bytes = SECRET) -> dict[str, str]:
    """What the page's script puts into the form."""
    options = browser.post(url).json()
    return {"sandi": "", "kunci_sandi": key.get(options), "rahasia": spelled(secret)}


def add(browser: Any, key: SoftwareKey, **more: str) -> Any:
    return browser.post(ADD, {**answer(browser, key, NEW), "sandi": PASSPHRASE, **more})


@pytest.fixture
def lurah(browser, cast):
    """Bu Lurah's browser; her key is opened by her passphrase and by `lurah.passkey`."""
    found = browser("bu_lurah")
    found.passkey = SoftwareKey()
    give(cast, "bu_lurah", found.passkey)
    make_key(found)
    assert add(found, found.passkey).status_code == 302
    return found


def sign(browser: Any, case: Any, **sent: str) -> Any:
    url = press(browser, case, "tandatangani").url
    return browser.post(url, {"kunci": key_of(browser.get(url)), **sent})


def test_the_browser_is_asked_for_this_keys_salt_and_for_its_owner(lurah, cast):
    asked = lurah.post(ASK).json()["publicKey"]
    known = papers.signing_passkeys(cast.actor("bu_lurah"))[0]
    assert asked["extensions"] == {"prf": {"evalByCredential": {known.credential: {"first": spelled(known.salt)}}}}
    assert asked["userVerification"] == "required"
    assert [c["id"] for c in asked["allowCredentials"]] == [known.credential]


def test_a_letter_is_signed_with_the_passkey_and_no_passphrase(lurah, submit, browser):
    case = submit()
    to_the_lurah(case, browser)
    assert sign(lurah, case, **answer(lurah, lurah.passkey, ASK)).status_code == 302
    let_the_machine_work(case)
    assert case.ended == "issued"


def test_many_letters_are_signed_with_the_passkey(lurah, submit, browser):
    letters = [submit(), submit("tono")]
    for case in letters:
        to_the_lurah(case, browser)
    values = [f"{case.number}:{step_of(case)}" for case in letters]
    asked = lurah.post("/petugas/tanda-tangan/banyak/", {"surat": values}).content.decode()
    assert "Buka dengan kunci sandi" in asked
    sent = {"surat": values, "kunci": "a" * 32, **answer(lurah, lurah.passkey, ASK)}
    assert lurah.post("/petugas/tanda-tangan/banyak/", sent).url == "/petugas/tanda-tangan/hasil/"
    assert all(papers.letter_of_case(case.number) for case in letters)


def test_the_pages_offer_it_hidden_until_a_script_finds_that_it_works(lurah, submit, browser):
    case = submit()
    to_the_lurah(case, browser)
    page = lurah.get(press(lurah, case, "tandatangani").url).content.decode()
    assert f'data-prf="{ASK}" hidden' in page
    assert "officer/passkey.js" in page
    assert 'type="password"' in page


def test_who_has_no_passkey_is_offered_none(browser, submit):
    case = submit()
    to_the_lurah(case, browser)
    make_key(browser("bu_lurah"))
    page = browser("bu_lurah").get(press(browser("bu_lurah"), case, "tandatangani").url).content.decode()
    assert "data-prf" not in page
    assert browser("bu_lurah").post(ASK).status_code == 404


def test_an_answer_counts_once(lurah, submit, browser):
    first, second = submit(), submit("tono")
    for case in (first, second):
        to_the_lurah(case, browser)
    sent = answer(lurah, lurah.passkey, ASK)
    assert sign(lurah, first, **sent).status_code == 302
    again = sign(lurah, second, **sent)
    assert again.status_code == 422
    assert "Sisa 4 percobaan" in again.content.decode()
    assert papers.letter_of_case(second.number) is None


@pytest.mark.parametrize("spoiled", ["secret", "proof", "rubbish", "verification", "purpose"])
def test_half_of_what_is_needed_signs_nothing(lurah, submit, browser, spoiled):
    case = submit()
    to_the_lurah(case, browser)
    if spoiled == "verification":
        lurah.passkey.flags &= ~0x04
    sent = answer(lurah, lurah.passkey, ASK)
    if spoiled == "secret":
        sent["rahasia"] = spelled(os.urandom(32))
    elif spoiled == "proof":
        sent["kunci_sandi"] = SoftwareKey().get(lurah.post(ASK).json())
    elif spoiled == "rubbish":
        sent |= {"kunci_sandi": '{"id": 1}', "rahasia": "?"}
    elif spoiled == "purpose":
        session = lurah.session
        session["officer.passkey"] = {**session["officer.passkey"], "for": "add"}
        session.save()
    refused = sign(lurah, case, **sent)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Kunci sandi itu tidak membuka tanda tangan Anda" in page
    assert "Sisa 4 percobaan" in page
    assert papers.letter_of_case(case.number) is None
    assert sent["rahasia"] not in page or spoiled == "rubbish"


def test_another_officials_passkey_does_not_open_her_key(lurah, browser, cast, submit):
    case = submit()
    to_the_lurah(case, browser)
    camat, key = browser("pak_camat"), SoftwareKey()
    give(cast, "pak_camat", key)
    make_key(camat)
    add(camat, key)
    options = lurah.post(ASK).json()
    refused = sign(lurah, case, sandi="", kunci_sandi=key.get(options), rahasia=spelled(SECRET))
    assert refused.status_code == 422
    assert papers.letter_of_case(case.number) is None


def test_adding_asks_for_the_passphrase_and_for_the_passkey(browser, cast):
    lurah, key = browser("bu_lurah"), SoftwareKey()
    give(cast, "bu_lurah", key)
    make_key(lurah)
    assert "Tambah kunci sandi" in lurah.get("/petugas/tanda-tangan/").content.decode()
    wrong = add(lurah, key, sandi="bukan sandinya")
    assert wrong.status_code == 422
    assert "Sisa 4 percobaan" in wrong.content.decode()
    assert add(lurah, key, kunci_sandi="{}").status_code == 422
    assert "tidak bisa membuka tanda tangan" in add(lurah, key, rahasia="").content.decode()
    assert not Unlocker.objects.exclude(factor=None).exists()
    assert add(lurah, key).status_code == 302
    page = lurah.get("/petugas/tanda-tangan/").content.decode()
    assert "<strong>Laptop</strong>" in page
    assert "Tambah kunci sandi" not in page


def test_the_signer_is_told_of_whatever_opens_the_key_from_now_on(browser, cast):
    lurah, key = browser("bu_lurah"), SoftwareKey()
    give(cast, "bu_lurah", key)
    make_key(lurah)
    assert ways(cast, "tanda_tangan_dibuat") >= {"inbox", "sms"}
    assert add(lurah, key, sandi="bukan sandinya").status_code == 422
    assert ways(cast, "tanda_tangan_kunci") == set()
    assert add(lurah, key).status_code == 302
    assert ways(cast, "tanda_tangan_kunci") >= {"inbox", "sms"}
    new = "perahu kertas biru"
    lurah.post("/petugas/tanda-tangan/ganti-sandi/", {"lama": PASSPHRASE, "sandi": new, "ulang": new})
    assert ways(cast, "tanda_tangan_sandi") >= {"inbox", "sms"}
    told = Message.objects.get(template="tanda_tangan_sandi", channel="inbox")
    assert "Kalau bukan Anda" in told.body
    assert told.link == "/petugas/tanda-tangan/"


def ways(cast: Any, template: str) -> set[str]:
    return {m.channel for m in Message.objects.filter(template=template, account=cast.account("bu_lurah").pk)}


def test_it_is_taken_away_with_a_second_press_and_still_signs_in(lurah, cast):
    known = papers.signing_passkeys(cast.actor("bu_lurah"))[0]
    page = lurah.get("/petugas/tanda-tangan/").content.decode()
    url = f"/petugas/tanda-tangan/kunci/{known.id}/hapus/"
    assert "Ya, hapus dari tanda tangan" in page
    assert url in page
    assert lurah.post(url).url == "/petugas/tanda-tangan/"
    assert papers.signing_passkeys(cast.actor("bu_lurah")) == []
    assert Authenticator.objects.filter(user=cast.account("bu_lurah")).exists()
    assert lurah.post(url).status_code == 404


def test_letters_are_signed_again_with_it(lurah, submit, browser):
    case = submit()
    to_the_lurah(case, browser)
    sign(lurah, case, **answer(lurah, lurah.passkey, ASK))
    letter = papers.letter_of_case(case.number)
    letter.needs_signing_again = True
    letter.save(update_fields=["needs_signing_again"])
    assert "Buka dengan kunci sandi" in lurah.get("/petugas/tanda-tangan/").content.decode()
    again = lurah.post("/petugas/tanda-tangan/ulang/", answer(lurah, lurah.passkey, ASK))
    assert again.url == "/petugas/tanda-tangan/"
    let_the_machine_work(case)
    assert case.ended == "issued"
