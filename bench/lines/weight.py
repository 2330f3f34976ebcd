"""What a page weighs and how soon it can be used, in Chromium on a slow line with a slow processor."""

from __future__ import annotations

import os
import shutil
import statistics
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench.frame import AT_MOST, VALUE, Reach, Result, alone
from bench.frame import Line as _Line
from bench.place import Place

LINE = _Line("weight", "first visit and next page of a resident")
ROUND_TRIP, BYTES_A_SECOND, SLOWER = 400, 400_000 / 8, 4  # Chromium's "Slow 3G": milliseconds; and a processor of old
VISITS = 5
FIRST_KB, NEXT_KB, USABLE_SECONDS, SHIFT = 48, 12, 2, 0.01
PHONE = {"width": 360, "height": 800}
SERVICE = "/layanan/surat-keterangan-usaha/"
PAGES = (
    ("", "/"),
    ("", SERVICE),
    ("", "/akun/masuk/"),
    ("", "/periksa/"),
    ("", "/terbuka/"),
    ("Siti", "/"),
    ("Siti", f"{SERVICE}ajukan/"),
    ("Siti", "/saya/"),
    ("Budi", "/petugas/"),
)
# Content has to have been drawn, and the scripts (all of them wait for the document) have to have run.
TIMES = """() => {
  const [load] = performance.getEntriesByType("navigation");
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return [paint?.startTime ?? Infinity, load.domContentLoadedEventEnd, window.moved ?? 0];
}"""
# What the worker fetches for itself, which this wire does not show; all else that it keeps comes from the cache.
KEEPER = """async () => {
  for (const url of [document.querySelector("[data-worker]").dataset.worker, "/tanpa-jaringan/"]) await (await fetch(url)).text();
}"""
WATCH = """window.moved = 0;
new PerformanceObserver((list) => list.getEntries().forEach((e) => (window.moved += e.hadRecentInput ? 0 : e.value)))
  .observe({ type: "layout-shift", buffered: true });"""


@dataclass(frozen=True)
class Visit:
    """One page load: bytes on the wire with headers, seconds until it could be used, how much moved (CLS)."""

    size: int
    usable: float
    moved: float


def measure(place: Place) -> list[Result]:
    """The heaviest, slowest and most restless page of all; each number is a median of visits, a worst of pages."""
    name = place.database(place.few)
    with place.serving(name) as address, sync_playwright() as runner:
        browser = runner.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        times = 1 if place.small else VISITS
        pages = PAGES[:2] if place.small else PAGES
        first, further = {}, {}
        for who, path in pages:
            first[f"{who} {path}".strip()], further[f"{who} {path}".strip()] = visits(browser, address, who, path, times)
        browser.close()
    heavy = max(first, key=lambda page: first[page].size)
    again = max(further, key=lambda page: further[page].size)
    slow = max(first, key=lambda page: first[page].usable)
    moved = max(first, key=lambda page: first[page].moved)
    return [
        alone("weight", first[heavy].size / 1000, "kB", Reach(AT_MOST, FIRST_KB, VALUE), note=heavy),
        alone("weight_next", further[again].size / 1000, "kB", Reach(AT_MOST, NEXT_KB, VALUE), note=again),
        alone("weight_usable", first[slow].usable, "s", Reach(AT_MOST, USABLE_SECONDS, VALUE), note=slow),
        alone("weight_shift", first[moved].moved, "CLS", Reach(AT_MOST, SHIFT, VALUE), note=moved),
    ]


def visits(browser: Browser, address: str, who: str, path: str, times: int) -> tuple[Visit, Visit]:
    """(with nothing kept, as the next page of somebody who saw another one), medians of `times`."""
    found: list[tuple[Visit, Visit]] = []
    for _ in range(times):
        with browser.new_context(base_url=address, viewport=PHONE, service_workers="block") as context:  # type: ignore[arg-type]
            context.add_init_script(WATCH)
            page = context.new_page()
            if who:
                become(page, who)
            wire = slow_line(context, page)
            first = load(page, wire, path, first=True)
            page.goto("/aksesibilitas/", wait_until="networkidle")
            found.append((first, load(page, wire, path, first=False)))
    return middle([a for a, _ in found]), middle([b for _, b in found])


def become(page: Page, who: str) -> None:
    """Sign in on the page of the demonstration, then forget what the browser kept of it."""
    page.goto("/akun/siapa/")
    page.get_by_role("button", name=f"Jadi {who}", exact=True).click()
    page.wait_for_load_state()


def slow_line(context: BrowserContext, page: Page) -> CDPSession:
    """From now on this page has nothing in its cache, an old phone's processor, and a slow line."""
    wire = context.new_cdp_session(page)
    page.goto("about:blank")
    for method, arguments in (
        ("Network.enable", {}),
        ("Network.clearBrowserCache", {}),
        ("Network.emulateNetworkConditions",
         {"offline": False, "latency": ROUND_TRIP, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}),
        ("Emulation.setCPUThrottlingRate", {"rate": SLOWER}),
    ):  # fmt: skip
        wire.send(method, arguments)
    return wire


def load(page: Page, wire: CDPSession, path: str, *, first: bool) -> Visit:
    """Go there and wait until nothing more arrives; the worker and the page it keeps are counted with a first visit."""
    sizes: list[float] = []
    count: Callable[[dict[str, float]], None] = lambda event: sizes.append(event["encodedDataLength"])  # noqa: E731
    wire.on("Network.loadingFinished", count)
    page.goto(path, wait_until="networkidle")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
    painted, ready, moved = page.evaluate(TIMES)
    if first:
        page.evaluate(KEEPER)
    wire.remove_listener("Network.loadingFinished", count)
    return Visit(int(sum(sizes)), max(painted, ready) / 1000, moved)


def middle(found: list[Visit]) -> Visit:
    """The median of each number."""
    return Visit(
        int(statistics.median(v.size for v in found)),
        statistics.median(v.usable for v in found),
        statistics.median(v.moved for v in found),
    )


def chromium() -> str:
    """The browser. Raises LookupError when there is none."""
    found = os.environ.get("LORONG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise LookupError("no chromium: install it, or say where it is in LORONG_CHROMIUM")
    return found
