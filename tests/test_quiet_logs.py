"""Whatever goes wrong, no log line and no error page says who it happened to."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client, RequestFactory, override_settings

from lorong.kernel.people.models import Person
from lorong.lib.logs import JsonFormatter
from lorong.portals.door.pages import bad_request
from lorong.portals.public.views import health
from lorong.testing import Cast
from tests.things import SLUG, publish, things_of_siti


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What production would write: our formatter on every logger there is."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    levels = {name: logging.getLogger(name).level for name in ("", "lorong", "django")}
    root.addHandler(handler)
    for name in levels:
        logging.getLogger(name).setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


class Secrets:
    """All by which Siti would be known."""

    def __init__(self, cast: Cast) -> None:
        person, account = cast.person("siti"), cast.account("siti")
        self.nik, self.kk, self.name, self.phone = person.nik, person.household.kk, person.name, str(account.phone)
        self.words = [self.nik, self.kk, self.name, self.phone, self.phone[3:], f"0{self.phone[3:]}", "siti@contoh.id"]

    def in_(self, text: str) -> list[str]:
        plain = text.replace(" ", "").lower()
        return [word for word in self.words if word.replace(" ", "").lower() in plain]


@pytest.fixture
def secrets(cast: Cast) -> Secrets:
    return Secrets(cast)


def breaks(monkeypatch: pytest.MonkeyPatch, error: Any) -> Any:
    """The answer of a page whose view breaks with `error()`."""
    monkeypatch.setattr(health, "HttpResponse", lambda *_, **__: error())
    return Client(raise_request_exception=False).get("/sehat/")


def fails(error: BaseException) -> Any:
    raise error


def test_a_bug_is_logged_with_its_place_and_not_with_its_words(
    written: io.StringIO, secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug() -> None:
        try:
            {}[secrets.nik]
        except KeyError as error:
            raise ValueError(f"{secrets.name} {secrets.phone}") from error

    answer = breaks(monkeypatch, bug)
    said = written.getvalue()
    assert answer.status_code == 500
    assert secrets.in_(said + answer.content.decode()) == []
    [line] = [json.loads(row) for row in said.splitlines() if "error" in json.loads(row)]
    assert [part.split(" ")[0] for part in line["error"]] == ["ValueError", "KeyError"]
    assert "test_quiet_logs.py" in line["error"][0]
    assert line["message"].endswith("sehat/")


def test_a_refusal_of_the_database_is_named_by_its_constraint(
    written: io.StringIO, secrets: Secrets, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def twice() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO people_attempt (bucket, "window", count) VALUES (%s, 1, 1), (%s, 1, 1)', [secrets.nik, secrets.nik]
            )

    def nobody() -> None:
        with transaction.atomic():
            Person.objects.filter(pk=cast.person("siti").pk).update(sex="?")

    for error, name in ((twice, "one_count_per_bucket_and_window"), (nobody, "sex_is_l_or_p")):
        assert breaks(monkeypatch, error).status_code == 500
        assert name in written.getvalue()
    assert secrets.in_(written.getvalue()) == []


def test_a_lost_database_says_so(written: io.StringIO) -> None:
    try:
        fails(TimeoutError("connection to 10.0.0.5 timed out"))
    except TimeoutError:
        logging.getLogger("lorong").exception("job failed")
    assert "timed out" in written.getvalue()


def test_addresses_that_carry_numbers_are_not_repeated(written: io.StringIO, secrets: Secrets) -> None:
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    for place in (f"/{secrets.nik}/", f"/periksa/{secrets.nik}/?nama={secrets.name}", f"/tautan/{secrets.name}/"):
        browser.get(place)
        browser.post(place, {"nik": secrets.nik})
    browser.get("/", headers={"host": "penipu.contoh"})
    assert secrets.in_(written.getvalue()) == []
    assert '"route": "periksa/<slug:code>/"' in written.getvalue()


def test_wrong_answers_and_bad_files_leave_no_trace_of_whom(written: io.StringIO, secrets: Secrets, cast: Cast) -> None:
    publish(SLUG)
    things, stranger, siti = things_of_siti(cast), Client(), Client()
    siti.force_login(cast.account("siti"))
    typed = {"nik": secrets.nik, "kk": secrets.kk, "birth_date_d": "1", "birth_date_m": "1", "birth_date_y": "1980"}
    stranger.post("/akun/daftar/", typed)
    stranger.post("/akun/masuk/", {"phone": secrets.phone})
    stranger.post("/akun/masuk/kode/", {"code": "000000"})
    stranger.post("/akun/masuk/sandi/", {"phone": secrets.phone, "password": secrets.nik})
    stranger.post("/akun/pulih/", {"phone": secrets.phone, "nik": secrets.kk})
    upload = SimpleUploadedFile(f"{secrets.name}.jpg", secrets.nik.encode(), content_type="image/jpeg")
    siti.post(f"/isian/{things.draft.pk}/berkas-syarat/ktp/", {"berkas": upload})
    siti.post("/akun/pos-el/", {"email": "siti@contoh.id"})
    siti.get(f"/urusan/?cari={secrets.nik}")
    siti.post("/lapor/", {"apa": f"{secrets.name} diminta uang", "siapa": secrets.phone})
    assert written.getvalue()
    assert secrets.in_(written.getvalue()) == []


def test_what_a_library_says_is_not_trusted(written: io.StringIO, secrets: Secrets, cast: Cast) -> None:
    log = logging.getLogger("pustaka")
    log.warning("cannot send to %s", secrets.phone)
    log.warning("row", extra={"row": cast.person("siti"), "number": f"{secrets.nik[:4]} {secrets.nik[4:]}"[:4]})
    assert secrets.in_(written.getvalue()) == []
    assert "lorong.kernel.people.models.Person" in written.getvalue()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"apa": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}, "Ringkas tulisannya"),
        ({str(n): "" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}, "Kurangi barisnya"),
        ({str(n): SimpleUploadedFile("a.jpg", b"a") for n in range(101)}, "Kirim berkasnya satu per satu"),
    ],
    ids=["too long", "too many fields", "too many files"],
)
def test_what_is_too_large_gets_a_page_and_one_quiet_line(
    written: io.StringIO, secrets: Secrets, sent: dict[str, Any], sentence: str
) -> None:
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    browser.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32  # so that the form is read to look for its token
    answer = browser.post("/lapor/", {**sent, "siapa": secrets.name})
    assert answer.status_code == 413
    assert sentence in answer.content.decode()
    [line] = [json.loads(row) for row in written.getvalue().splitlines()]
    assert (line["level"], line["message"], line["route"], line["status"]) == ("INFO", "request", "lapor/", 413)
    assert line["refused"] in {"RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent"}
    assert secrets.in_(written.getvalue()) == []


@pytest.mark.parametrize(
    ("sent", "address", "refused"),
    [
        ({"headers": {"host": "penipu.contoh"}}, "/", "DisallowedHost"),
        ({"data": b"x", "content_type": "multipart/form-data"}, "/lapor/", "MultiPartParserError"),
        ({}, "/tidak-ada/", None),
    ],
    ids=["another host", "a form in pieces", "an address that is not there"],
)
def test_what_a_stranger_sends_is_one_line_without_a_trace(
    written: io.StringIO, db: None, sent: dict[str, Any], address: str, refused: str | None
) -> None:
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        answer = Client(raise_request_exception=False).generic("POST", address, **sent)
    [line] = [json.loads(row) for row in written.getvalue().splitlines()]
    assert 400 <= answer.status_code < 500
    assert (line["level"], line["message"], line["status"]) == ("INFO", "request", answer.status_code)
    assert line.get("refused") == refused
    assert "error" not in line


def test_a_program_that_sends_too_much_is_told_so(written: io.StringIO, db: None) -> None:
    request = RequestFactory().post("/api/v1/applications")
    answer = bad_request(request, RequestDataTooBig("too big"))
    assert answer.status_code == 413
    assert json.loads(answer.content)["code"] == "too_big"
