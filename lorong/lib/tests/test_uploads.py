"""Files from strangers: judged by content, cleaned, bounded."""

from __future__ import annotations

import io
import struct
import time
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from lorong.lib.uploads import LONG_SIDE, MAX_BYTES, SENTENCES, Kind, UploadRefused, clean, kind_of


def picture(width: int, height: int, form: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), "teal" if mode == "RGB" else 0).save(out, form, **more)
    return out.getvalue()


def pdf(pages: int = 1, change: object = None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if change is not None:
        change(writer)  # type: ignore[operator]
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(UploadRefused) as error:
        clean(content)
    return next(key for key, sentence in SENTENCES.items() if sentence == error.value.sentence)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_jpeg(form: str) -> None:
    made = clean(picture(800, 600, form))
    assert (made.media_type, made.width, made.height) == ("image/jpeg", 800, 600)
    assert Image.open(io.BytesIO(made.content)).format == "JPEG"


def test_a_photo_of_forty_megapixels_is_taken_and_made_smaller() -> None:
    made = clean(picture(7300, 5500))
    assert (made.width, made.height) == (LONG_SIDE, 1808)


def test_a_photo_beyond_the_limit_is_refused_by_its_header_alone() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0))
    bomb += chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    began = time.monotonic()
    assert refused(bomb) == "image-huge"
    assert time.monotonic() - began < 5


def test_a_photo_is_kept_upright_and_without_its_place_and_camera() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "Kamera Rahasia"
    exif.get_ifd(0x8825)[1] = "S"  # where it was taken
    made = clean(picture(400, 200, exif=exif))
    again = Image.open(io.BytesIO(made.content))
    assert again.size == (200, 400)
    assert not dict(again.getexif())
    assert b"Kamera Rahasia" not in made.content


def test_a_see_through_picture_stands_on_white() -> None:
    made = Image.open(io.BytesIO(clean(picture(20, 20, "PNG", "RGBA")).content))
    assert made.getpixel((10, 10)) == (255, 255, 255)


def test_a_photo_cut_short_is_refused() -> None:
    whole = picture(900, 900, "PNG")
    assert refused(whole[: len(whole) // 2]) == "image-broken"
    assert refused(b"\xff\xd8\xff" + b"rusak" * 50) == "image-broken"


def test_an_executable_named_jpg_is_refused_by_its_content() -> None:
    for content in (
        b"MZ\x90\0" + b"\0" * 500,
        b"\x7fELF" + b"\0" * 500,
        b"#!/bin/sh\nrm -rf /",
        b"PK\3\4zip",
        b"<svg/>",
        b"GIF89a",
    ):
        assert kind_of(content) is Kind.OTHER
        assert refused(content) == "not-taken"


def test_a_heic_photo_says_what_to_do_on_an_iphone() -> None:
    assert refused(b"\0\0\0\x18ftypheic" + b"\0" * 100) == "heic"
    assert "Paling Kompatibel" in SENTENCES["heic"]


def test_nothing_and_too_much_are_refused() -> None:
    assert refused(b"") == "empty"
    assert refused(b"\xff\xd8\xff" + b"0" * MAX_BYTES) == "too-big"


def test_a_pdf_is_written_anew_with_its_pages() -> None:
    made = clean(pdf(3))
    assert (made.media_type, made.pages) == ("application/pdf", 3)
    assert len(PdfReader(io.BytesIO(made.content)).pages) == 3


def test_scripts_actions_and_attachments_do_not_come_in() -> None:
    def arm(writer: PdfWriter) -> None:
        script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('SERANGAN')")}
        action = DictionaryObject({NameObject(k): v for k, v in script.items()})
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)
        writer.add_attachment("virus.exe", b"MZ JAHAT")
        page = writer.pages[0]
        act = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmdexe")})
        page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): writer._add_object(act)})
        link = {"/Type": NameObject("/Annot"), "/Subtype": NameObject("/Link"), "/A": act}
        box = ArrayObject([NumberObject(n) for n in (0, 0, 9, 9)])
        note = DictionaryObject({NameObject(k): v for k, v in link.items()} | {NameObject("/Rect"): box})
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])

    armed = pdf(1, arm)
    assert all(word in armed for word in (b"SERANGAN", b"virus", b"cmdexe", b"/EmbeddedFile", b"/Launch")), armed
    made = clean(armed).content
    for word in (b"SERANGAN", b"JAHAT", b"cmdexe", b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/AA", b"virus"):
        assert word not in made


def test_a_locked_pdf_says_so() -> None:
    assert refused(pdf(1, lambda writer: writer.encrypt("sandi"))) == "pdf-locked"


def test_a_long_pdf_is_refused() -> None:
    assert refused(pdf(31)) == "pdf-long"


def test_a_pdf_that_is_none_is_refused() -> None:
    for content in (b"%PDF-1.7\n", b"%PDF-1.4\n%%EOF", b"%PDF-" + b"\0" * 5000, pdf(2)[:200]):
        assert refused(content) == "pdf-broken"


def test_a_pdf_bomb_is_refused_in_time() -> None:
    def arm(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(zlib.compress(b"\0" * 300_000_000, 9))
        stream[NameObject("/Filter")] = NameObject("/FlateDecode")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)

    bomb = pdf(1, arm)
    assert len(bomb) < 400_000
    began = time.monotonic()
    assert refused(bomb) == "pdf-huge"
    assert time.monotonic() - began < 20


def test_a_bomb_inside_a_bomb_is_refused() -> None:
    def arm(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(zlib.compress(zlib.compress(b"\0" * 50_000_000, 9), 9))
        stream[NameObject("/Filter")] = ArrayObject([NameObject("/FlateDecode"), NameObject("/FlateDecode")])
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)

    assert refused(pdf(1, arm)) == "pdf-huge"


def test_a_pdf_with_a_picture_of_absurd_size_is_refused() -> None:
    def arm(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(b"\0")
        for key, value in {"/Width": 90000, "/Height": 90000}.items():
            stream[NameObject(key)] = NumberObject(value)
        stream[NameObject("/Filter")] = NameObject("/DCTDecode")
        resources = DictionaryObject({NameObject("/XObject"): DictionaryObject({NameObject("/I"): writer._add_object(stream)})})
        writer.pages[0][NameObject("/Resources")] = resources

    assert refused(pdf(1, arm)) == "pdf-huge"


def test_a_pdf_whose_pages_go_round_in_a_ring_does_not_hang() -> None:
    ring = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
    ring += b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \ntrailer<</Root 1 0 R/Size 3>>\nstartxref\n103\n%%EOF"
    began = time.monotonic()
    assert refused(ring) in {"pdf-broken", "pdf-huge"}
    assert time.monotonic() - began < 30


def test_every_sentence_says_what_to_do() -> None:
    for sentence in SENTENCES.values():
        assert any(word in sentence.lower() for word in ("kirim", "foto lagi", "pilih")), sentence
