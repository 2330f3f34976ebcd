"""The two scripts in a real browser, under the real content policy."""

from __future__ import annotations

import io

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from PIL import Image
from playwright.sync_api import Page, expect

from lorong.portals.look.tests import samples

pytestmark = pytest.mark.urls("lorong.portals.look.tests.urls")
HOST = "http://lorong.test"
SCRIPT = '<script src="/static/look/lorong.js"></script>'


def served(name: str, **context: object) -> str:
    return render_to_string(name, {**samples.everything(), "request": RequestFactory().get("/"), **context})


@pytest.fixture
def citizen(page: Page, town) -> Page:
    town.pages["/"] = served("look/parts.html", me_ref="siti")
    page.goto(HOST + "/")
    return page


@pytest.fixture
def desk(page: Page, town) -> Page:
    town.pages["/"] = served("look/parts_desk.html", me=samples.BUDI, nav="inbox")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(HOST + "/")
    return page


@pytest.mark.parametrize(("width", "folded"), [(320, True), (768, True), (1366, False)])
def test_the_officers_menu_is_folded_where_its_words_would_break(desk: Page, width, folded):
    desk.set_viewport_size({"width": width, "height": 768})
    expect(desk.locator(".menu summary")).to_be_visible(visible=folded)
    expect(desk.locator(".top > .wrap > nav")).to_be_visible(visible=not folded)
    assert desk.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 360, 768, 1366])
def test_no_page_scrolls_sideways_and_the_policy_is_kept(citizen: Page, width):
    citizen.set_viewport_size({"width": width, "height": 800})
    citizen.reload()
    citizen.wait_for_load_state("networkidle")
    assert citizen.evaluate("document.documentElement.scrollWidth") <= width
    assert citizen.complaints == []


def test_what_must_be_mended_is_read_first(citizen: Page):
    expect(citizen.locator(".oops")).to_be_focused()


def test_the_font_and_the_icons_arrive(citizen: Page):
    citizen.wait_for_load_state("networkidle")
    assert citizen.evaluate("document.fonts.check('17px \"Plus Jakarta Sans\"')")
    assert citizen.evaluate("document.querySelector('.turn .i use').getBoundingClientRect().width") > 5


def test_what_siti_typed_comes_back_to_siti_and_not_to_tono(citizen: Page, town):
    form = citizen.locator("form[data-keep]")
    form.locator("[name=a-usaha]").fill("Warung Coto Siti")
    citizen.reload()
    expect(form.locator("[name=a-usaha]")).to_have_value("Warung Coto Siti")
    expect(form.locator("[data-kept]")).to_be_visible()
    town.pages["/"] = served("look/parts.html", me_ref="tono")
    citizen.reload()
    expect(form.locator("[name=a-usaha]")).to_have_value("")
    assert "Coto" not in citizen.evaluate("JSON.stringify(localStorage)")


def test_what_was_changed_comes_back_over_the_same_words_and_not_over_newer_ones(citizen: Page, town):
    form = '<body data-me="siti"><form data-keep="x"><input name="alamat" value="{}"></form>' + SCRIPT
    town.pages["/"] = form.format("Lorong 4")
    citizen.reload()
    citizen.locator("[name=alamat]").fill("Dermaga 2")
    citizen.goto(HOST + "/")
    expect(citizen.locator("[name=alamat]")).to_have_value("Dermaga 2")
    town.pages["/"] = form.format("Lorong 9")  # what was saved since then
    citizen.goto(HOST + "/")
    expect(citizen.locator("[name=alamat]")).to_have_value("Lorong 9")


def test_secrets_are_never_kept(citizen: Page, town):
    names = ("nik", "no_kk", "kode")
    boxes = "".join(f'<input name="{name}">' for name in names) + '<input name="rahasia" type="password">'
    town.pages["/"] = f'<body data-me="siti"><form data-keep="x">{boxes}<input name="warung"></form>{SCRIPT}'
    citizen.reload()
    for name in (*names, "rahasia"):
        citizen.locator(f"[name={name}]").fill("7371135503870001")
    citizen.locator("[name=warung]").fill("Coto")
    kept = citizen.evaluate("JSON.stringify(localStorage)")
    assert "Coto" in kept
    assert "7371" not in kept


def test_a_form_that_arrived_is_forgotten(citizen: Page, town):
    citizen.locator("[name=a-usaha]").fill("Warung Coto Siti")
    assert "Coto" in citizen.evaluate("JSON.stringify(localStorage)")
    town.pages["/sudah"] = f'<body data-me="siti"><p data-sent="contoh">ok</p>{SCRIPT}'
    citizen.goto(HOST + "/sudah")
    assert "Coto" not in citizen.evaluate("JSON.stringify(localStorage)")


def test_a_double_click_sends_once(citizen: Page, town):
    town.pages["/"] = f'<form method="post" action="/tiba"><button name="b" value="1">x</button></form>{SCRIPT}'
    citizen.goto(HOST + "/")
    citizen.evaluate("(() => { const b = document.querySelector('button'); b.click(); b.click(); b.click() })()")
    citizen.wait_for_url("**/tiba")
    assert town.sent == ["b=1"]


def test_a_photo_that_is_ready_goes_out_with_the_first_press(citizen: Page, town):
    town.pages["/"] = (
        '<form method="post" action="/tiba" enctype="multipart/form-data"><div class="pick"><span class="picked"></span>'
        f'<input type="file" name="f"></div><button name="b" value="1">x</button></form>{SCRIPT}'
    )
    citizen.goto(HOST + "/")
    citizen.locator("[name=f]").set_input_files({"name": "kk.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 2000})
    expect(citizen.locator(".picked")).to_contain_text("kk.jpg")
    citizen.locator("button").click()
    citizen.wait_for_url("**/tiba", timeout=5000)
    assert len(town.sent) == 1


def test_a_large_photo_is_made_smaller_before_it_is_sent(citizen: Page):
    buffer = io.BytesIO()
    Image.effect_noise((3200, 2400), 90).convert("RGB").save(buffer, "JPEG", quality=95)
    photo = {"name": "ktp.jpeg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}
    citizen.locator("#id_a-ktp").set_input_files(photo)
    picked = citizen.locator("[data-field=a-ktp] .picked")
    expect(picked).to_contain_text("ktp.jpeg.jpg", timeout=20_000)
    assert citizen.evaluate("document.querySelector('#id_a-ktp').files[0].size") < len(buffer.getvalue())


def test_a_pdf_is_left_as_it_is(citizen: Page):
    citizen.locator("#id_a-ktp").set_input_files(
        {"name": "kk.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7" + b"0" * 2_000_000}
    )
    expect(citizen.locator("[data-field=a-ktp] .picked")).to_have_text("kk.pdf, 2,0 MB")


def test_j_and_k_walk_the_queue_and_x_chooses(desk: Page):
    desk.keyboard.press("j")
    expect(desk.locator("tr.at .who")).to_have_text("Halima")
    desk.keyboard.press("j")
    expect(desk.locator("tr.at .what a")).to_be_focused()
    desk.keyboard.press("x")
    expect(desk.locator("tr.sel .who")).to_have_text("Yusuf")
    expect(desk.get_by_role("button", name="Tanda tangani 1 surat")).to_be_enabled()
    desk.keyboard.press("k")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url("http://lorong.test/#1")


def test_nothing_can_be_signed_before_something_is_chosen(desk: Page):
    expect(desk.get_by_role("button", name="Tanda tangani")).to_be_disabled()
    expect(desk.locator("[data-count]").first).to_have_text("Pilih surat yang akan ditandatangani.")


def test_a_letter_leads_to_its_button_and_only_again_runs_it(desk: Page, town):
    desk.keyboard.press("t")
    expect(desk.locator("[data-key=T]")).to_be_focused()
    assert town.sent == []
    with desk.expect_request(lambda request: request.method == "POST") as sending:
        desk.keyboard.press("t")
    assert "hasil=tolak" in (sending.value.post_data or "")


def test_letters_typed_into_a_field_stay_letters(desk: Page):
    desk.keyboard.press("/")
    desk.keyboard.type("jt")
    expect(desk.locator("#cari")).to_have_value("jt")
    assert desk.locator("tr.at").count() == 0


def test_keys_can_be_switched_off(desk: Page):
    desk.keyboard.press("?")
    desk.get_by_label("Matikan tombol pintas di perangkat ini").check()
    desk.keyboard.press("Escape")
    desk.reload()
    desk.keyboard.press("j")
    assert desk.locator("tr.at").count() == 0


def test_the_menu_of_a_phone_closes_with_escape(desk: Page):
    desk.set_viewport_size({"width": 360, "height": 800})
    desk.locator(".menu summary").click()
    expect(desk.locator(".menu li").first).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator(".menu li").first).to_be_hidden()
