"""Pages look the same, letter by letter, whether their unchanging parts were worked out beforehand or at every visit."""

from __future__ import annotations

import copy
import re

import pytest
from django.conf import settings as house
from django.template import Context, Engine, engines
from django.template.base import TextNode
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from lorong.portals.look import folding
from lorong.testing import Cast
from tests.things import SLUG, Desk, publish

FOLDED, PLAIN = copy.deepcopy(house.TEMPLATES), copy.deepcopy(house.TEMPLATES)
PLAIN[0]["OPTIONS"]["loaders"] = ["django.template.loaders.app_directories.Loader"]
# keys of forms, and the minute of printing, which `now` takes from the clock itself
EVERY_TIME_ANOTHER = re.compile(r'(csrfmiddlewaretoken"|name="kunci") value="[^"]*"|(Dicetak|Printed) [^<]* \d\d[.:]\d\d')


def shown(browser: Client, place: str) -> str:
    response = browser.get(place)
    assert response.status_code == 200, place
    return EVERY_TIME_ANOTHER.sub("", response.content.decode())


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_page_is_the_same_as_the_framework_would_make_it(cast: Cast, settings, monkeypatch, language: str):
    publish(SLUG)
    desk = Desk(cast)
    running, returned, issued = desk.sent("siti"), desk.sent("siti"), desk.issued("siti")
    desk.does("budi", returned, "kurang", reasons=("Foto KTP tidak terbaca",), asks=("ktp",))
    draft = f"/isian/{desk.draft('siti').pk}"
    places = {
        "siti": ["/", "/urusan/", "/urusan/?hanya=selesai", f"/layanan/{SLUG}/", "/saya/", "/pesan/", "/lapor/"]
        + ["/siapa-melihat-data-saya/", "/aksesibilitas/", f"/urusan/{running.number}/tarik/"]
        + [f"/urusan/{case.number}/" for case in (running, returned, issued)]
        + [f"{draft}/{page}/" for page in ("usaha", "tempat", "berkas-syarat/ktp", "periksa-dan-kirim", "buang-isian")],
        "budi": ["/petugas/", f"/petugas/urusan/{running.number}/", "/petugas/loket/", "/petugas/cuti/", "/petugas/urusan/"],
        "bu_lurah": ["/petugas/papan/", "/petugas/surat-keluar/", "/petugas/tanda-tangan/"],
        "": ["/", "/periksa/", "/terbuka/", "/terbuka/kelurahan/", f"/terbuka/{SLUG}/", "/terbuka/jejak/", "/akun/masuk/"],
    }
    browsers = {who: Client() for who in places}
    for who, browser in browsers.items():
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        if who:
            browser.force_login(cast.account(who))
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    for who, there in places.items():
        for place in there:  # what a first visit changes, such as what is unread, is changed before
            shown(browsers[who], place)
        settings.TEMPLATES = FOLDED
        folded = [shown(browsers[who], place) for place in there]
        settings.TEMPLATES = PLAIN
        for place, ours in zip(there, folded, strict=True):
            assert ours.splitlines() == shown(browsers[who], place).splitlines(), (who, place)


def made(tmp_path, monkeypatch, **sources: str) -> Engine:
    """An engine that folds templates of this test."""
    for name, source in sources.items():
        (tmp_path / f"{name}.html").write_text(source, encoding="utf-8")
    monkeypatch.setattr(folding.Loader, "get_dirs", lambda self: [tmp_path])
    return Engine(
        loaders=["lorong.portals.look.folding.Loader"],
        libraries={"i18n": "django.templatetags.i18n", "look": "lorong.portals.look.templatetags.look"},
    )


def test_words_addresses_and_icons_become_text(tmp_path, monkeypatch):
    engine = made(
        tmp_path,
        monkeypatch,
        page='{% load i18n look %}<b>{% translate "Berkas" %}</b>{% icon "check" %}{% url "citizen:home" %}',
    )
    (node,) = engine.get_template("page.html").nodelist
    assert isinstance(node, TextNode)


def test_each_language_has_its_own_text(tmp_path, monkeypatch):
    engine = made(tmp_path, monkeypatch, page='{% load i18n %}{% translate "Saya" %}')
    said = []
    for language in ("id", "en", "id"):
        with override(language):
            said.append(engine.get_template("page.html").render(Context()))
    assert said[0] == said[2] == "Saya" != said[1]


def test_a_block_may_show_what_it_covers_and_forgets_what_it_named(tmp_path, monkeypatch):
    engine = made(
        tmp_path,
        monkeypatch,
        frame="{% block a %}under{% endblock %}|{% block b %}{{ x }}{% endblock %}",
        page='{% extends "frame.html" %}{% block a %}{{ block.super }}+over{% with x=1 %}{{ x }}{% endwith %}'
        "{% firstof 7 as x %}{% endblock %}",
    )
    assert engine.get_template("page.html").render(Context({"x": "outside"})) == "under+over1|outside"


def test_a_frame_that_is_only_known_when_shown_still_frames(tmp_path, monkeypatch):
    engine = made(
        tmp_path, monkeypatch, frame="<{% block a %}{% endblock %}>", page="{% extends which %}{% block a %}in{% endblock %}"
    )
    assert engine.get_template("page.html").render(Context({"which": "frame.html"})) == "<in>"


class Thing:
    name = "<b>"
    rows = ({"n": 1}, {"n": 2})

    def called(self) -> str:
        return "asked"

    @property
    def broken(self) -> str:
        raise AttributeError("inside")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ thing.name }}", "&lt;b&gt;"),
        ("{{ thing.called }}", "asked"),
        ("{{ thing.rows.1.n }}", "2"),
        ("{{ thing.nothing }}{{ nothing }}{{ nothing.at.all }}", ""),
        (
            "{% if thing.nothing or thing.name %}y{% endif %}{% if nothing %}n{% elif not nothing.x %}e{% else %}n{% endif %}",
            "ye",
        ),
        ("{% for row in thing.rows %}{{ forloop.counter }}{{ row.n }} {% endfor %}", "11 22 "),
        ('{% include "part.html" with n=thing.rows.0.n %}{{ n }}', "[1]"),
        ("{% load i18n %}{% blocktranslate with a=thing.name %}100% {{ a }}{% endblocktranslate %}", "100% &lt;b&gt;"),
    ],
)
def test_names_are_found_as_the_framework_finds_them(tmp_path, monkeypatch, source: str, text: str):
    engine = made(tmp_path, monkeypatch, page=source, part="[{{ n }}]")
    with override("id"):
        assert engine.get_template("page.html").render(Context({"thing": Thing()})) == text


def test_a_fault_inside_a_value_is_not_swallowed(tmp_path, monkeypatch):
    engine = made(tmp_path, monkeypatch, page="{{ thing.broken }}")
    with pytest.raises(AttributeError, match="inside"):
        engine.get_template("page.html").render(Context({"thing": Thing()}))


def test_the_house_folds_its_templates():
    assert isinstance(engines["django"].engine.template_loaders[0], folding.Loader)
