"""Somebody at a browser whose network and whose city come and go: reads forms, fills them, and presses again."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar

PATIENCE = 90.0  # seconds somebody keeps pressing
AWAY = {500, 502, 503, 504}


class GivenUp(Exception):
    """The city did not answer for longer than anybody waits, or the run is over."""


@dataclass
class Form:
    """One form of a page: where it goes, what is in it, the buttons as (name, value, words)."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    boxes: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    open_fields: list[str] = field(default_factory=list)


@dataclass
class Page:
    """What came back."""

    status: int
    url: str
    body: bytes
    forms: list[Form] = field(default_factory=list)
    boxes: list[tuple[str, str, str]] = field(default_factory=list)  # (form id, name, value)

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.url).path

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def form(self, wanted: Callable[[Form], bool]) -> Form | None:
        """The first form that is wanted."""
        return next((form for form in self.forms if wanted(form)), None)


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.forms, self.boxes = url, list[Form](), list[tuple[str, str, str]]()
        self._form: Form | None = None
        self._area = self._select = self._button = ""
        self._said = ""
        self._chosen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            to = urllib.parse.urljoin(self.url, told.get("action", "") or self.url)
            self._form = Form(to, told.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "input":
            self._input(told)
        elif self._form is None:
            return
        elif tag == "textarea":
            self._area, self._said = told.get("name", ""), ""
        elif tag == "select":
            self._select, self._chosen = told.get("name", ""), False
        elif tag == "option" and self._select and ("selected" in told or not self._chosen):
            self._set(self._select, told.get("value", ""))
            self._chosen = True
        elif tag == "button":
            self._button, self._said = told.get("name", "-"), ""
            self._form.buttons.append((told.get("name", ""), told.get("value", ""), ""))

    def _input(self, told: dict[str, str]) -> None:
        name, value, kind = told.get("name", ""), told.get("value", ""), told.get("type", "text")
        if not name:
            return
        if kind in {"checkbox", "radio"}:
            self.boxes.append((told.get("form", ""), name, value or "on"))
        if self._form is None:
            return
        if kind == "checkbox":
            self._form.boxes.append((name, value or "on"))
            if "checked" in told:
                self._form.values.append((name, value or "on"))
        elif kind == "radio":
            if "checked" in told or name not in dict(self._form.values):
                self._set(name, value)
        elif kind == "file":
            self._form.files.append(name)
        else:
            self._form.values.append((name, value))
            if kind != "hidden":
                self._form.open_fields.append(name)

    def _set(self, name: str, value: str) -> None:
        assert self._form is not None
        self._form.values = [pair for pair in self._form.values if pair[0] != name] + [(name, value)]

    def handle_data(self, data: str) -> None:
        if self._area or self._button:
            self._said += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._form is not None and self._area:
            self._form.values.append((self._area, self._said))
            self._form.open_fields.append(self._area)
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "button" and self._form is not None and self._button:
            name, value, _ = self._form.buttons[-1]
            self._form.buttons[-1] = (name, value, " ".join(self._said.split()))
            self._button = ""


class Browser:
    """One person's browser. Whatever fails on the way is tried again, with the very same form."""

    def __init__(self, address: str, over: Callable[[], bool]) -> None:
        self.address, self.over, self.again, self.gave_up = address, over, 0, list[str]()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Page:
        """A page."""
        return self._ask(urllib.parse.urljoin(self.address, path), None, {})

    def send(
        self,
        form: Form,
        values: Mapping[str, str] | None = None,
        *,
        press: tuple[str, str] | None = None,
        extra: Iterable[tuple[str, str]] = (),
        files: Mapping[str, bytes] | None = None,
    ) -> Page:
        """Fill a form and press; `values` replace what is in it, `extra` comes besides, `press` is the button."""
        given = dict(values or {})
        pairs = [(name, given.pop(name, value)) for name, value in form.values if name not in (files or {})]
        pairs += list(given.items()) + list(extra) + ([press] if press else [])
        body, kind = _multipart(pairs, files) if files else (urllib.parse.urlencode(pairs).encode(), _PLAIN)
        return self._ask(form.action, body, {"Content-Type": kind})

    def _ask(self, url: str, body: bytes | None, headers: dict[str, str]) -> Page:
        deadline = time.monotonic() + PATIENCE
        while not self.over() and time.monotonic() < deadline:
            try:
                # the address is ours, and so is the city behind it
                request = urllib.request.Request(url, data=body, headers=headers)
                with self._opener.open(request, timeout=30) as answer:
                    return _page(answer.status, answer.geturl(), answer.read(), answer.headers.get_content_type())
            except urllib.error.HTTPError as error:
                with error:
                    content = error.read()
                    if error.code not in AWAY:
                        return _page(error.code, error.geturl() or url, content, error.headers.get_content_type())
            except (OSError, http.client.HTTPException):
                pass
            self.again += 1
            time.sleep(0.2)
        if not self.over():
            self.gave_up.append(url)
        raise GivenUp(url)


_PLAIN = "application/x-www-form-urlencoded"


def _page(status: int, url: str, body: bytes, kind: str) -> Page:
    page = Page(status, url, body)
    if kind == "text/html":
        reader = _Reader(url)
        reader.feed(page.text)
        page.forms, page.boxes = reader.forms, reader.boxes
    return page


def _multipart(pairs: Iterable[tuple[str, str]], files: Mapping[str, bytes]) -> tuple[bytes, str]:
    edge = uuid.uuid4().hex
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in pairs]
    for name, content in files.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="foto.jpg"\r\n'
        parts.append(head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
