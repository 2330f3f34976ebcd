"""Static files by their plain names: no manifest is needed to look at a page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, sync_playwright

STATIC = Path(__file__).parents[1] / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)


@pytest.fixture(autouse=True)
def _plain_static(settings):
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.TIME_ZONE = "Asia/Makassar"


@pytest.fixture(scope="module")
def browser():
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


class Town:
    """Serves pages and static files to the browser without a server. `sent` holds what forms brought."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.sent: list[str] = []

    def answer(self, route: Route) -> None:
        path = "/" + route.request.url.split("/", 3)[3].split("?")[0].split("#")[0]
        if route.request.method == "POST":
            self.sent.append(route.request.post_data or "")
        file = STATIC / path.removeprefix("/static/")
        if path.startswith("/static/") and file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
        elif path in self.pages:
            headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
            route.fulfill(body=self.pages[path], headers=headers)
        else:
            route.fulfill(status=200, body="", content_type=KINDS.get(Path(path).suffix, "text/css"))


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def page(browser, town: Town) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    context.route("**/*", town.answer)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()
