"""From the signing act to a signed PDF that anybody can check."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import keys, pem, x509  # type: ignore[import-untyped]
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lorong.kernel.city import queries as city
from lorong.kernel.documents import actions, finishing, queries, store
from lorong.kernel.documents.actions import letters
from lorong.kernel.documents.errors import SigningImpossible, SigningUnavailable
from lorong.kernel.documents.models import Letter, LetterNumber, NumberRegister, SecondSignature, SigningGrant, StoredFile
from lorong.kernel.documents.rendering import TemplateBroken, render
from lorong.kernel.documents.signing.authority import certify, make_authority
from lorong.kernel.documents.signing.hand import Hand
from lorong.kernel.documents.tests.conftest import SOON, Desk, business_letter
from lorong.kernel.documents.values import Finding
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import AlreadyDone, NotAllowed, NotFound, Refusal
from lorong.testing import MONDAY, Cast

PdfOf = Callable[[Letter], bytes]


def two_signatures() -> str:
    """The business letter's template with room for the camat."""
    judul = 'judul: "Surat Keterangan Usaha"'
    return business_letter()[0].replace(judul, f"{judul}, mengetahui: true")


def pdfsig(pdf: bytes, folder: Path) -> str:
    file = folder / "surat.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False).stdout


def test_a_signed_letter_is_valid_for_pdfsig_and_covers_the_whole_document(desk: Desk, pdf_of: PdfOf, tmp_path: Path) -> None:
    letter = desk.issue()
    said = pdfsig(pdf_of(letter), tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "Not total document signed" not in said
    assert f"Signer Certificate Common Name: {letter.signed_name}" in said


def test_a_signature_is_the_librarys_byte_by_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    async def by_no_chance(*_: object) -> bytes:
        return b"s" * 70

    monkeypatch.setattr(SimpleSigner, "async_sign_raw", by_no_chance)  # the curve's own part is by chance each time
    until = MONDAY + timedelta(days=365)
    root = make_authority("Makassar", MONDAY)
    made = certify(root, name="BU LURAH", unit="Rappocini", city="Makassar", title="Lurah", at=MONDAY, until=until)
    own, above = (x509.Certificate.load(pem.unarmor(text.encode())[2]) for text in (made.certificate, root.certificate))
    key = keys.PrivateKeyInfo.load(base64.b64decode(made.private_key))
    chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    chain.register(above)
    digest = hashlib.sha256(b"a letter").digest()
    by_hand, by_library = (
        asyncio.run(signer.async_sign(digest, "sha256", use_pades=True)).dump()
        for signer in (
            Hand(certificate=own, key=key, chain=chain),
            SimpleSigner(signing_cert=own, signing_key=key, cert_registry=chain),
        )
    )
    assert by_hand == by_library
    assert all(part in by_hand for part in (digest, own.dump(), b"s" * 70))


def test_a_signed_letter_says_that_it_is_pdf_a_and_embeds_its_fonts(desk: Desk, pdf_of: PdfOf, tmp_path: Path) -> None:
    pdf = pdf_of(desk.issue())
    assert pdf.startswith(b"%PDF-1.7")
    assert b'pdfaid:part="2"' in pdf and b'pdfaid:conformance="B"' in pdf
    assert b"/Version /2.0" not in pdf
    (tmp_path / "a.pdf").write_bytes(pdf)
    fonts = subprocess.run(["pdffonts", str(tmp_path / "a.pdf")], capture_output=True, text=True, check=True).stdout
    rows = fonts.splitlines()[2:]
    assert rows and all("TeXGyreBonum" in row and row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)
    text = subprocess.run(["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"], capture_output=True, text=True, check=True)
    assert "SURAT KETERANGAN USAHA" in text.stdout
    assert "bukan BSrE" in text.stdout


def test_the_letter_freezes_who_signed_it_in_which_office(desk: Desk) -> None:
    letter = desk.sign()
    assert letter.signed_title.startswith("Lurah ")
    assert letter.contents["signer"]["title"] == letter.signed_title
    assert letter.contents["signer"]["name"] == letter.signed_name
    assert letter.contents["date"] == "3 Agustus 2026"
    assert letter.contents["time"] == "08.00 WITA"
    assert letter.number.text == letter.contents["number"]


def test_what_the_letter_says_of_a_person_is_sealed_in_the_table(desk: Desk) -> None:
    letter = desk.sign()
    nik = letter.contents["subject"]["nik"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT data, to_jsonb(l) - 'data' FROM documents_letter l WHERE id = %s", [letter.pk])
        data, rest = cursor.fetchone()
    assert nik.encode() not in bytes(data)
    assert nik not in str(rest)


def test_signing_the_same_case_twice_gives_one_letter_and_one_number(desk: Desk) -> None:
    first, second = desk.sign(), desk.sign()
    assert first.pk == second.pk
    assert LetterNumber.objects.count() == 1


def test_finishing_twice_gives_the_same_file(desk: Desk) -> None:
    letter = desk.issue()
    again = actions.finish_letter(actor=SISTEM, letter=letter, at=SOON + timedelta(hours=3))
    assert again.file_id == letter.file_id
    assert StoredFile.objects.count() == 1


def test_the_grant_is_sealed_until_it_is_used_and_erased_afterwards(desk: Desk) -> None:
    letter = desk.sign()
    grant = SigningGrant.objects.get(letter=letter)
    assert desk.key().secret.encode() not in bytes(grant.sealed)
    actions.finish_letter(actor=SISTEM, letter=letter, at=SOON)
    grant.refresh_from_db()
    assert bytes(grant.sealed) == b""
    assert grant.used_at == SOON


def test_a_grant_does_not_open_for_another_letter(desk: Desk) -> None:
    one, other = desk.sign("SKU-1"), desk.sign("SKU-2")
    stolen = SigningGrant.objects.get(letter=one)
    SigningGrant.objects.filter(letter=other).update(sealed=bytes(stolen.sealed))
    with pytest.raises(Exception, match="belongs elsewhere"):
        actions.finish_letter(actor=SISTEM, letter=other, at=SOON)


def test_a_late_pdf_is_not_lost_but_asks_the_official_to_sign_again(desk: Desk, pdf_of: PdfOf, tmp_path: Path) -> None:
    letter = desk.sign()
    late = MONDAY + timedelta(hours=2)
    letter = actions.finish_letter(actor=SISTEM, letter=letter, at=late)
    assert letter.needs_signing_again and letter.file_id is None
    assert list(queries.letters_to_sign_again(desk.lurah)) == [letter]
    number = letter.number.text
    actions.sign_again(actor=desk.lurah, letter=letter, key=desk.key(), at=late)
    letter = actions.finish_letter(actor=SISTEM, letter=letter, at=late + timedelta(minutes=1))
    assert letter.file_ready_at is not None and not letter.needs_signing_again
    assert letter.number.text == number
    assert "Signature is Valid" in pdfsig(pdf_of(letter), tmp_path)


def test_a_letter_revoked_before_its_pdf_was_made_gets_none(desk: Desk) -> None:
    letter = actions.revoke_letter(actor=desk.lurah, letter=desk.sign(), reason="Salah nama usaha.", at=SOON)
    letter = actions.finish_letter(actor=SISTEM, letter=letter, at=SOON)
    assert letter.file_id is None and not letter.needs_signing_again
    assert bytes(SigningGrant.objects.get(letter=letter).sealed) == b""


def test_nobody_else_signs_again_in_the_officials_name(desk: Desk) -> None:
    letter = desk.sign()
    letter = actions.finish_letter(actor=SISTEM, letter=letter, at=MONDAY + timedelta(hours=2))
    with pytest.raises(NotAllowed, match="sudah tetap"):
        actions.sign_again(actor=desk.cast.actor("pak_camat"), letter=letter, key=desk.key("pak_camat"), at=SOON)


def test_a_letter_that_needs_no_second_signing_is_not_signed_again(desk: Desk) -> None:
    letter = desk.issue()
    with pytest.raises(AlreadyDone):
        actions.sign_again(actor=desk.lurah, letter=letter, key=desk.key(), at=SOON)


def test_a_signer_that_does_not_answer_leaves_the_grant_for_the_next_try(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = desk.sign()

    class Silent:
        def sign(self, pdf: bytes, order: object) -> bytes:
            raise SigningUnavailable("Belum menjawab.")

    with monkeypatch.context() as patched:
        patched.setattr(finishing, "signer", Silent)
        with pytest.raises(SigningUnavailable):
            actions.finish_letter(actor=SISTEM, letter=letter, at=SOON)
    assert actions.finish_letter(actor=SISTEM, letter=letter, at=SOON).file_ready_at == SOON


def test_a_signer_that_says_no_asks_the_official(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = desk.sign()

    class Refusing:
        def sign(self, pdf: bytes, order: object) -> bytes:
            raise SigningImpossible("Sandi salah. Tanda tangani lagi.")

    monkeypatch.setattr(finishing, "signer", Refusing)
    letter = actions.finish_letter(actor=SISTEM, letter=letter, at=SOON)
    assert letter.needs_signing_again
    assert letter.signing_problem == "Sandi salah. Tanda tangani lagi."


def test_a_template_that_does_not_fit_takes_no_number(desk: Desk) -> None:
    key = desk.key()
    with pytest.raises(TemplateBroken), transaction.atomic():
        desk.sign(key=key, template='#import "/letters/_layout/surat.typ": *\n#let d = json(bytes(sys.inputs.d))\n#d.tidak_ada')
    assert not LetterNumber.objects.exists()
    assert desk.sign().number.value == 1


def test_a_letter_of_two_signatures_needs_room_for_both(desk: Desk) -> None:
    key = desk.key()
    with pytest.raises(TemplateBroken, match="no room"), transaction.atomic():
        desk.sign(key=key, second=True)
    assert not LetterNumber.objects.exists()


def test_nobody_waits_for_a_number_while_a_letter_is_drawn(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    key, taken = desk.key(), []

    def drawing(*args: Any, **kwargs: Any) -> Any:
        taken.append(NumberRegister.objects.exists())
        return render(*args, **kwargs)

    monkeypatch.setattr(letters, "render", drawing)
    assert desk.sign(key=key).number.value == 1
    assert taken == [False], "the letter is drawn once, and no register is locked by then"


def test_a_clerk_cannot_sign(desk: Desk, cast: Cast) -> None:
    budi = cast.actor("budi")
    with pytest.raises(NotAllowed):
        desk.sign(actor=budi, holding=budi.holdings[0], key=desk.key())
    with pytest.raises(NotAllowed):
        desk.sign(actor=budi, key=desk.key())


def test_a_lurah_cannot_sign_with_the_camats_key(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="milik pejabat lain"):
        desk.sign(key=desk.key("pak_camat"))


def test_a_lurah_cannot_sign_for_another_unit(desk: Desk, cast: Cast) -> None:
    camat = next(h for h in cast.actor("pak_camat").holdings if h.may_sign)
    with pytest.raises(NotAllowed, match="unit lain"):
        desk.sign(unit=city.unit(camat.unit))


def test_a_resident_cannot_make_a_pdf(desk: Desk, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.finish_letter(actor=cast.actor("siti"), letter=desk.sign(), at=SOON)


def test_two_officials_sign_one_pdf(desk: Desk, pdf_of: PdfOf, tmp_path: Path) -> None:
    letter = desk.issue(template=two_signatures(), second=True)
    assert letter.file_id is not None and letter.file_ready_at is None
    assert queries.check_code(letter.code, at=SOON).finding is Finding.PENDING
    desk.countersign(letter, at=MONDAY + timedelta(days=1))
    letter = actions.finish_letter(actor=SISTEM, letter=letter, at=MONDAY + timedelta(days=1, minutes=1))
    assert letter.file_ready_at is not None
    said = pdfsig(pdf_of(letter), tmp_path)
    assert said.count("Signature is Valid") == 2
    assert said.rstrip().count("Total document signed") == 1
    assert queries.check_pdf(pdf_of(letter), at=SOON).finding is Finding.REAL
    text = subprocess.run(["pdftotext", str(tmp_path / "surat.pdf"), "-"], capture_output=True, text=True, check=True)
    assert "Mengetahui" in text.stdout


def test_the_second_signature_has_a_number_of_its_own_register(desk: Desk) -> None:
    letter = desk.issue(template=two_signatures(), second=True)
    desk.countersign(letter)
    desk.countersign(letter)
    assert LetterNumber.objects.count() == 2
    assert SecondSignature.objects.get(letter=letter).number.scope != letter.number.scope


def test_a_letter_with_one_signature_is_not_countersigned(desk: Desk) -> None:
    with pytest.raises(Refusal, match="cukup satu"):
        desk.countersign(desk.sign())


def test_a_lurah_cannot_countersign_for_the_camat(desk: Desk) -> None:
    letter = desk.issue(template=two_signatures(), second=True)
    holding = next(h for h in desk.lurah.holdings if h.may_sign)
    with pytest.raises(NotAllowed):
        actions.countersign_letter(actor=desk.lurah, holding=holding, letter=letter, key=desk.key(), at=SOON)


def test_the_database_refuses_to_change_what_was_signed(desk: Desk) -> None:
    letter = desk.issue()
    for change in (
        {"title": "Lain"},
        {"signed_name": "Lain"},
        {"valid_until": None},
        {"code": "AAAAAA"},
        {"file_ready_at": None},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).delete()


def test_siti_opens_her_letter_and_tono_does_not(desk: Desk, cast: Cast) -> None:
    letter = desk.issue()
    assert queries.open_letter(cast.actor("siti"), letter).path.exists()
    assert queries.open_letter(cast.actor("budi"), letter).name.endswith(".pdf")
    with pytest.raises(NotFound):
        queries.open_letter(cast.actor("tono"), letter)


def test_a_letter_still_being_made_says_so(desk: Desk, cast: Cast) -> None:
    with pytest.raises(Refusal, match="sedang dibuat"):
        queries.open_letter(cast.actor("siti"), desk.sign())


def test_the_stored_letter_is_readable_by_nobody_else_on_the_machine(desk: Desk) -> None:
    path = store.path_of(desk.issue().file_id or "")
    assert path.stat().st_mode & 0o777 == 0o600
    assert Path(settings.MEDIA_ROOT) in path.parents
