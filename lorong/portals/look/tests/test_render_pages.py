"""The frames of pages and the pages that say no."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils import translation

from lorong.lib.refusals import GuardFailed, TooMany
from lorong.portals.look import icons, menus
from lorong.portals.look.tests import samples

pytestmark = pytest.mark.urls("lorong.portals.look.tests.urls")
TEMPLATES = Path(__file__).parents[1] / "templates"
LORONG = Path(__file__).parents[3]
ERRORS = ["400", "403", "404", "409", "429", "500"]


def page(name: str = "look/parts.html", **context: object) -> str:
    request = RequestFactory().get("/bagian/")
    return render_to_string(name, {**samples.everything(), "request": request, **context})


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_every_template_compiles(path):
    assert get_template(str(path.relative_to(TEMPLATES)))


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_breaks_the_content_policy(path):
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=|data:|https?://(?!www\.w3\.org)", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)


def test_every_icon_written_in_a_template_is_in_the_sprite():
    used = set()
    for path in LORONG.rglob("templates/**/*.html"):
        used |= set(re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8")))
    assert used
    assert used <= icons.names()


def test_every_icon_of_a_menu_is_in_the_sprite():
    assert {item.icon for menu in menus.MENUS.values() for item in menu} - {""} <= icons.names()


def test_a_page_speaks_indonesian_and_says_where_one_is():
    drawn = page()
    assert '<html lang="id">' in drawn
    assert "<title>Semua bagian · Kota Makassar</title>" in drawn
    assert '<a href="/citizen/cases/" aria-current="page">Urusan saya' in drawn
    assert 'class="skip" href="#isi"' in drawn
    assert '<link rel="stylesheet" href="/look/city_css/">' in drawn


def test_a_page_shows_how_many_turns_are_the_residents():
    assert re.search(r'class="dot"><span class="visually-hidden">giliran Anda: </span>1</span>', page())
    assert 'class="dot"' not in page(me=samples.BUDI)


def test_a_page_with_errors_says_so_in_its_title_first():
    assert "<title>Kesalahan: Semua bagian" in page(form=samples.refused())


def test_ids_are_used_once():
    ids = re.findall(r'\sid="([^"]+)"', page())
    assert sorted(set(ids)) == sorted(ids)


def test_everything_that_is_described_or_named_by_an_id_finds_it():
    drawn = page()
    ids = set(re.findall(r'\sid="([^"]+)"', drawn))
    for names in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', drawn):
        assert set(names.split()) <= ids


def test_whoever_is_not_signed_in_is_offered_the_door_and_no_cases():
    drawn = page(me=None)
    assert 'href="/accounts/sign_in/"' in drawn
    assert 'href="/citizen/cases/"' not in drawn


def test_an_officer_finds_the_desk_from_a_citizens_page():
    assert 'href="/officer/inbox/">Kotak kerja' in page(me=samples.BUDI)
    assert "Kotak kerja" not in page(me=samples.SITI)


def test_the_demonstration_says_that_it_is_one():
    assert "Ganti peran" in page(demo=True)
    assert "Ganti peran" not in page(demo=False)


def test_the_other_language_is_one_touch_away():
    assert re.search(r'href="/look/language/\?ke=en&amp;lanjut=%2Fbagian%2F" lang="en"', page())
    with translation.override("en"):
        drawn = page()
    assert '<html lang="en">' in drawn
    assert 'lang="id" hreflang="id">Bahasa Indonesia' in drawn


def test_what_is_kept_in_the_browser_belongs_to_one_person():
    assert 'data-me="k3y"' in page(me_ref="k3y")
    assert "data-me" not in page()


def test_the_desk_names_the_unit_and_its_keys():
    drawn = page("look/parts_desk.html", me=samples.BUDI, nav="inbox")
    assert '<body class="desk"' in drawn
    assert "Kelurahan Rappocini" in drawn
    assert drawn.count('aria-current="page"') == 2
    assert "Matikan tombol pintas" in drawn
    assert "look/desk.js" in drawn


@pytest.mark.urls("lorong.portals.look.tests.no_urls")
def test_a_door_that_is_not_built_leaves_no_broken_link():
    drawn = page()
    assert "Cek keaslian surat" not in drawn
    assert 'href=""' not in drawn
    assert 'href=""' not in page("look/parts_desk.html", me=samples.BUDI)


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("context", [{}, {"city": samples.CITY, "me": samples.SITI}])
def test_a_page_that_says_no_needs_nothing_to_be_shown(name, context):
    drawn = render_to_string(f"errors/{name}.html", context)
    heading = re.search(r"<h1>(.+)</h1>", drawn)
    assert heading
    assert f"<title>{heading[1]}" in drawn
    assert name not in re.sub(r"<[^>]+>", "", drawn)


@pytest.mark.parametrize("name", ["400", "403", "404", "409", "429"])
def test_a_refusal_is_said_in_its_own_words(name):
    refusal = GuardFailed("Lampirkan foto <KTP> dulu.")
    drawn = render_to_string(f"errors/{name}.html", {"refusal": refusal})
    assert "Lampirkan foto &lt;KTP&gt; dulu." in drawn


def test_whoever_asks_too_often_is_told_when_to_come_back():
    refusal = TooMany("Coba lagi 5 menit lagi.", retry_after=300)
    assert "Coba lagi 5 menit lagi." in render_to_string("errors/429.html", {"refusal": refusal})


def test_a_form_that_came_too_late_says_what_to_do():
    drawn = render_to_string("errors/403.html", {"stale_form": True, "path_here": "/layanan/x/?a=1"})
    assert "lalu kirim sekali lagi" in drawn
    assert "?next=%2Flayanan%2Fx%2F%3Fa%3D1" in drawn


def test_every_word_of_the_look_has_english():
    english = polib.pofile(str(TEMPLATES.parent / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    known = {entry.msgid for entry in english.translated_entries()}
    for path in TEMPLATES.rglob("*.html"):
        if path.name.startswith("parts"):
            continue
        said = set(re.findall(r'{% translate "([^"]+)" %}', path.read_text(encoding="utf-8")))
        assert said <= known, path.name
    assert {item.label for menu in menus.MENUS.values() for item in menu} <= known
    assert not english.untranslated_entries()
    assert not english.fuzzy_entries()
