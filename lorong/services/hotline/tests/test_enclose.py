"""Pictures, sounds and papers that come along: fetched by a job, made clean, seen by few, each look on record."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone
from PIL import Image

from lorong.kernel.audit.models import AuditEntry
from lorong.kernel.documents.models import StoredFile
from lorong.kernel.messages.models import Message
from lorong.services.hotline import actions, enclosing, queries, tasks
from lorong.services.hotline.gateways import mail, media, whatsapp
from lorong.services.hotline.models import Enclosure, Line, Matter
from lorong.services.hotline.values import LARGEST_SOUND, By, Enclosed, Kind
from lorong.testing import MONDAY, Cast

from .test_read_what_came import told

Hears = Callable[..., Line]
OGG = b"OggS" + b"\0" * 500
PDF_BOMB = b"%PDF-1.7 nothing that anybody could read"


def jpeg(shade: int = 90) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "di rumah Siti"
    Image.new("RGB", (640, 400), (shade, 120, 90)).save(out, "JPEG", exif=exif)
    return out.getvalue()


@dataclass
class Graph:
    """Meta's house for media. `kept`: id to (type, bytes, size it says); `faults`: id to (status, answer) in turn, where an
    answer None breaks off in the middle. `asked`: (path, token) of every request."""

    url: str = ""
    kept: dict[str, tuple[str, bytes, int | None]] = field(default_factory=dict)
    faults: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    host: str = ""
    drip: float = 0.0


@pytest.fixture
def graph(settings: Any) -> Iterator[Graph]:
    fake = Graph()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.asked.append((self.path, self.headers["Authorization"]))
            name = self.path.rpartition("/")[2]
            if fake.faults.get(name):
                status, answer = fake.faults[name].pop(0)
                self.answer(status, b"{" if answer is None else json.dumps(answer).encode(), more=10 * (answer is None))
                return
            kind, content, size = fake.kept[name]
            about = {"url": f"{fake.host}/media/{name}", "mime_type": kind, "file_size": size or len(content), "id": name}
            self.answer(200, content if self.path.startswith("/media/") else json.dumps(about).encode())

        def answer(self, status: int, body: bytes, *, more: int = 0) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) + more))
            if status == 302:
                self.send_header("Location", f"{fake.host}/media/elsewhere")
            self.end_headers()
            for byte in (body,) if not fake.drip else (body[n : n + 1] for n in range(len(body))):
                self.wfile.write(byte)
                self.wfile.flush()
                time.sleep(fake.drip)
            self.close_connection = bool(more)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    fake.host = f"http://127.0.0.1:{server.server_port}"
    settings.WHATSAPP_URL, settings.WHATSAPP_TOKEN = f"{fake.host}/v23.0/106540352242922/messages", "token-of-the-cloud"
    yield fake
    server.shutdown()
    server.server_close()


def by_whatsapp(comes_in: Hears, media_id: str, kind: Kind = Kind.PICTURE, text: str = "", **more: Any) -> Enclosure:
    line = comes_in(text, by=By.WHATSAPP, enclosed=(Enclosed(kind, media_id=media_id),), **more)
    return line.enclosures.get()


def opened(row: Enclosure) -> Enclosure:
    tasks.open_enclosure(enclosure=row.pk)
    row.refresh_from_db()
    return row


def test_the_webhook_names_what_came_along():
    picture = {
        "from": "6281234567890",
        "id": "a",
        "timestamp": "1785800000",
        "type": "image",
        "image": {"id": "m1", "caption": "Got"},
    }
    hostile = {**picture, "id": "b", "image": {"id": "../106540352242922/messages"}}
    first, second = whatsapp.read(told(picture, hostile)) or []
    assert (first.text, first.beside, first.enclosed) == ("Got", "", (Enclosed(Kind.PICTURE, media_id="m1"),))
    assert (second.beside, second.enclosed) == ("pesan tanpa tulisan", ())


def test_a_picture_is_fetched_with_the_token_made_clean_and_settled_once(graph: Graph, comes_in: Hears):
    graph.kept["m1"] = ("image/jpeg", jpeg(), None)
    row = opened(by_whatsapp(comes_in, "m1"))
    assert [path for path, _ in graph.asked] == ["/v23.0/m1", "/media/m1"]
    assert {token for _, token in graph.asked} == {"Bearer token-of-the-cloud"}
    assert (row.kind, row.media_type, row.media_id) == ("picture", "image/jpeg", "")
    content = enclosing.files.open_clean(row.file_id, row.media_type, "x").path.read_bytes()
    assert b"Siti" not in content and Image.open(io.BytesIO(content)).size == (640, 400)
    opened(row)
    assert len(graph.asked) == 2 and StoredFile.objects.count() == 2
    with pytest.raises(DatabaseError, match="settled once"), transaction.atomic():
        Enclosure.objects.filter(pk=row.pk).update(refused="x", file=None, small=None, media_type="")
    assert [m.template for m in Message.objects.all()] == ["hotline_sampai"]


@pytest.mark.parametrize(
    ("kept", "faults", "sentence"),
    [
        (("image/jpeg", b"", None), [(404, {"error": {"code": 100, "message": "gone"}})], media.GONE),
        (("image/jpeg", jpeg(), 11 * 1024 * 1024), [], media.TOO_LARGE),
        (("audio/ogg", b"OggS" + b"\0" * LARGEST_SOUND, 5), [], media.TOO_LARGE),
        (("application/zip", b"PK", None), [], media.NOT_TAKEN),
        (("image/jpeg", b"MZ" + b"\0" * 900, None), [], "bukan foto atau PDF"),
        (("image/jpeg", jpeg()[:300], None), [], "tidak utuh"),
        (("application/pdf", PDF_BOMB, None), [], "PDF"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence_and_its_sender_is_told(
    graph: Graph, comes_in: Hears, kept: Any, faults: Any, sentence: str
):
    graph.kept["m1"], graph.faults["m1"] = kept, list(faults)
    row = opened(by_whatsapp(comes_in, "m1"))
    assert sentence in row.refused and row.file_id is None
    assert Message.objects.filter(template="hotline_berkas").exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    "fault",
    [
        (401, {"error": {"code": 190}}), (400, {"error": {"code": 4}}), (500, {}), (302, {}), (200, None), (200, []),
        (200, {"url": "https://evil.example/m1", "mime_type": "image/jpeg"}),
        (200, {"url": "http://lookaside.fbsbx.com/m1", "mime_type": "image/jpeg"}),
        (200, {"url": "https://a@lookaside.fbsbx.com:8443/m1", "mime_type": "image/jpeg"}),
    ],
)  # fmt: skip
def test_what_does_not_come_this_time_is_tried_again_and_our_token_goes_nowhere_else(graph: Graph, comes_in: Hears, fault: Any):
    graph.kept["m1"], graph.faults["m1"] = ("image/png", jpeg(), None), [fault]
    row = by_whatsapp(comes_in, "m1", at=timezone.now())
    with pytest.raises(media.NotNow):
        tasks.open_enclosure(enclosure=row.pk)
    assert len(graph.asked) == 1
    assert opened(row).file_id is not None


def test_a_drip_is_cut_off_and_after_thirty_days_it_is_given_up(graph: Graph, comes_in: Hears, monkeypatch: pytest.MonkeyPatch):
    graph.kept["m1"], graph.drip = ("image/jpeg", jpeg(), None), 0.02
    monkeypatch.setattr(media, "SECONDS", 0.1)
    row = by_whatsapp(comes_in, "m1")
    with pytest.raises(media.NotNow):
        enclosing.came_in(row, at=MONDAY)
    assert enclosing.came_in(row, at=MONDAY + timedelta(days=30)) == str(enclosing.OVER)


def test_a_worker_that_dies_between_opening_and_noting_loses_nothing(
    graph: Graph, comes_in: Hears, monkeypatch: pytest.MonkeyPatch
):
    graph.kept["m1"] = ("image/jpeg", jpeg(), None)
    row = by_whatsapp(comes_in, "m1")
    with monkeypatch.context() as dying:
        dying.setattr(actions, "settle_enclosure", lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            tasks.open_enclosure(enclosure=row.pk)
    assert queries.waiting_enclosures(MONDAY + timedelta(hours=1)) == [row.pk]
    assert opened(row).file_id is not None
    assert queries.waiting_enclosures(MONDAY + timedelta(hours=1)) == []


def test_a_mail_brings_its_attachments_and_counts_what_is_not_kept():
    made = EmailMessage()
    made["From"], made["Subject"] = "siti@contoh.id", "Foto"
    made.set_content("Ini fotonya")
    for content, kind, name in ((jpeg(), "image/jpeg", "a.jpg"), (OGG, "audio/ogg", "b.ogg"), (b"MZ", "image/jpeg", "virus.jpg")):
        made.add_attachment(content, maintype=kind.partition("/")[0], subtype=kind.partition("/")[2], filename=name)
    heard = mail.read(made.as_bytes())
    assert heard is not None and (heard.text, heard.beside) == ("Foto\nIni fotonya", "1 lampiran")
    assert [(one.kind, one.content) for one in heard.enclosed] == [(Kind.PICTURE, jpeg()), (Kind.SOUND, OGG)]


def test_a_phone_that_sends_without_end_is_kept_to_a_days_measure(comes_in: Hears, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(enclosing, "MOST_A_DAY", 2)
    rows = [by_whatsapp(comes_in, f"m{n}") for n in range(3)]
    assert [row.is_waiting for row in rows] == [True, True, False]


def test_it_goes_along_to_the_office_is_seen_by_few_and_every_look_is_on_record(
    graph: Graph, comes_in: Hears, cast: Cast, signed_in: Callable[[str], Any]
):
    graph.kept |= {"m1": ("image/jpeg", jpeg(), None), "m2": ("audio/ogg; codecs=opus", OGG, None)}
    line = comes_in("Got mampet", by=By.WHATSAPP)
    picture = opened(by_whatsapp(comes_in, "m1", at=MONDAY + timedelta(minutes=1)))
    sound = opened(by_whatsapp(comes_in, "m2", Kind.SOUND, at=MONDAY + timedelta(minutes=2)))
    other = opened(by_whatsapp(comes_in, "m1", at=MONDAY + timedelta(hours=3)))
    small, large = (f"/hotline/berkas/{picture.pk}-{size}/" for size in ("kecil", "besar"))
    heard = f"/hotline/berkas/{sound.pk}-utuh/"
    assert signed_in("hasnah").get(small).status_code == 404
    unit = cast.actor("hasnah").holdings[0].unit
    actions.forward(actor=cast.actor("wali_kota"), line=line, unit=unit, at=MONDAY + timedelta(hours=1))
    number = Matter.objects.get().case_number
    desk = signed_in("hasnah").get(f"/petugas/urusan/{number}/").content.decode()
    assert small in desk and f'<audio controls preload="none" src="{heard}"' in desk and str(other.pk) + "-kecil" not in desk
    assert small in signed_in("wali_kota").get(f"/hotline/meja/{line.contact.number}/").content.decode()
    looks = AuditEntry.objects.filter(action="hotline.look", refused=False)
    before = looks.count()
    for name in ("wali_kota", "hasnah"):
        who = signed_in(name)
        assert who.get(large)["Content-Type"] == "image/jpeg"
        answer = who.get(heard, HTTP_RANGE="bytes=2-5")
        assert (answer.status_code, answer.content, answer["Content-Range"]) == (206, b"gS\0\0", f"bytes 2-5/{len(OGG)}")
        assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    assert looks.count() == before + 4
    assert who.get(f"/hotline/berkas/{other.pk}-besar/").status_code == 404
    assert who.get(f"/hotline/berkas/{sound.pk}-kecil/").status_code == 404
    assert who.get(heard, HTTP_RANGE="bytes=9999-").status_code == 416
    for who in ("siti", "pak_camat"):
        assert signed_in(who).get(large).status_code == 404


def test_from_the_page_files_come_along_and_a_wrong_one_keeps_the_words(signed_in: Callable[[str], Any], cast: Cast):
    siti = signed_in("siti")
    wrong = siti.post("/hotline/", {"pesan": "Ini", "kunci": "a" * 32, "berkas": SimpleUploadedFile("a.jpg", b"MZ")})
    assert wrong.status_code == 422 and "rekaman suara" in wrong.content.decode() and not Line.objects.exists()
    sent = {"pesan": "Ini", "kunci": "a" * 32, "berkas": [SimpleUploadedFile("a", jpeg()), SimpleUploadedFile("b", OGG)]}
    assert siti.post("/hotline/", sent).status_code == 302
    rows = [opened(row) for row in Enclosure.objects.order_by("ordinal")]
    assert [(row.kind, row.media_type) for row in rows] == [("picture", "image/jpeg"), ("sound", "audio/ogg")]
    page = siti.get("/hotline/").content.decode()
    assert f"/hotline/berkas/{rows[0].pk}-kecil/" in page and "<audio" in page
    assert siti.get(f"/hotline/berkas/{rows[0].pk}-kecil/").status_code == 200
    assert signed_in("tono").get(f"/hotline/berkas/{rows[0].pk}-kecil/").status_code == 404
    assert StoredFile.objects.count() == 3  # both sizes, and the sound as it came
