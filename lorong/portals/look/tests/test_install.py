"""On a telephone's first screen: the city's name and colours, and what is there without a network."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from PIL import Image

from lorong.portals.look import tile


def test_the_manifest_speaks_of_this_city(client: Client, db):
    manifest = client.get("/kota.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    said = manifest.json()
    assert said["name"].startswith("Layanan ")
    assert said["start_url"] == said["scope"] == said["id"] == "/"
    assert re.fullmatch("#[0-9a-f]{6}", said["theme_color"])
    for icon in said["icons"]:
        assert Image.open(io.BytesIO(client.get(icon["src"]).content)).size == tuple(map(int, icon["sizes"].split("x")))


def test_every_page_names_the_manifest(client: Client, db):
    page = client.get("/aksesibilitas/").content.decode()
    assert '<link rel="manifest" href="/kota.webmanifest">' in page
    assert 'data-worker="/penjaga.js"' in page


def test_the_picture_wears_the_citys_colours():
    drawn = Image.open(io.BytesIO(tile.tile("#aa2200", "#ffeedd", 192))).convert("RGB")
    assert drawn.getpixel((2, 2)) == (0xAA, 0x22, 0x00)
    assert (0xFF, 0xEE, 0xDD) in {colour for _, colour in drawn.getcolors(50_000) or []}


@pytest.mark.parametrize("size", tile.SIZES)
def test_a_round_mask_takes_nothing_of_the_mark(size):
    drawn = Image.open(io.BytesIO(tile.tile("#000000", "#ffffff", size))).convert("L")
    middle, reach = size / 2, size * 0.4  # the safe zone of a maskable icon: a circle of four fifths
    marked = [(x, y) for x in range(size) for y in range(size) if drawn.getpixel((x, y)) > 128]
    assert marked
    assert all((x - middle) ** 2 + (y - middle) ** 2 <= reach**2 for x, y in marked)


def test_a_size_that_is_not_drawn_is_not_there(client: Client, db):
    assert client.get("/ikon/100000.png").status_code == 404


def test_the_colours_are_those_of_the_light_page():
    css = ":root{--city:#123456;--on-city:#ffffff}@media (prefers-color-scheme: dark){:root{--city:#abcdef}}"
    assert tile.colours_of(css) == ("#123456", "#ffffff")
    assert tile.colours_of("") == ("#0a5f59", "#ffffff")


def test_the_page_without_a_network_names_nobody(client: Client, db, cast):
    client.force_login(cast.account("siti"))
    page = client.get("/tanpa-jaringan/").content.decode()
    assert "Tidak ada jaringan" in page
    assert "Siti" not in page
    assert "data-me" not in page


def test_the_worker_keeps_what_the_page_needs_and_its_name_follows_the_files(client: Client, db):
    answer = client.get("/penjaga.js")
    worker = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript")
    assert "max-age=0" in answer["Cache-Control"]
    page = client.get("/tanpa-jaringan/").content.decode()
    needed = set(re.findall(r'(?:href|src)="(/[^"#]*\.(?:css|js|woff2|svg))', page))
    kept = set(re.findall(r'"(/[^"]*)"', worker))
    assert needed <= kept
    assert len(worker) <= 4096
