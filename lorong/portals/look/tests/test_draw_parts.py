"""Each part says to a screen reader what it shows to the eye."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from lorong.lib.paging import Page
from lorong.portals.look import icons
from lorong.portals.look.forms import DateParts
from lorong.portals.look.tests import samples
from lorong.portals.look.values import Fact, Row, Station


def draw(source: str, **context: object) -> str:
    return Template("{% load look %}" + source).render(Context(context))


def one_field(field: forms.Field, **data: str) -> forms.Form:
    form = type("OneField", (forms.Form,), {"x": field})(data or None)
    form.is_valid()
    return form


def test_an_icon_is_hidden_from_a_screen_reader():
    drawn = draw('{% icon "check" "s" %}')
    assert 'class="i i-s" aria-hidden="true" focusable="false"' in drawn
    assert 'href="/static/look/icons.svg#check"' in drawn


def test_an_icon_that_data_invents_is_a_sheet_of_paper():
    assert "#file-text" in draw("{% icon name %}", name='"><script>')


def test_the_sprite_holds_what_the_parts_draw():
    assert {"alert-circle", "clock", "circle-check", "alert-triangle", "camera", "menu-2", "file-text"} <= icons.names()


@pytest.mark.parametrize(("side", "shape"), [("you", "alert-circle"), ("city", "clock"), ("bad", "alert-triangle")])
def test_a_turn_is_words_and_a_shape_before_it_is_a_colour(side, shape):
    drawn = draw("{% turn side words %}", side=side, words="Giliran <b>Anda</b>")
    assert f"turn turn-{side}" in drawn
    assert f"#{shape}" in drawn
    assert "Giliran &lt;b&gt;Anda" in drawn


def test_a_turn_has_four_sides_only():
    with pytest.raises(ValueError, match="purple"):
        draw('{% turn "purple" "x" %}')


def test_a_band_is_named_by_its_heading():
    drawn = draw('{% band "Sampai di mana" note="Pelan" url="/x/" link="Semua" %}isi{% endband %}')
    assert '<section class="band" aria-labelledby="b-sampai-di-mana">' in drawn
    assert '<h2 id="b-sampai-di-mana">Sampai di mana</h2>' in drawn
    assert 'href="/x/">Semua</a>' in drawn
    assert "Pelan" in drawn


def test_a_band_escapes_its_title_but_not_its_content():
    drawn = draw("{% band title %}<p>isi</p>{% endband %}", title="<i>a</i>")
    assert "&lt;i&gt;a" in drawn
    assert "<p>isi</p>" in drawn


def test_a_line_tells_where_one_stands_without_colour():
    drawn = draw("{% path stations %}", stations=samples.CASE_PATH)
    assert drawn.count('aria-current="step"') == 1
    assert '<h3>Diajukan<span class="visually-hidden">, selesai</span></h3>' in drawn
    assert drawn.count(", belum</span>") == 3


def test_a_station_stands_in_a_known_state():
    with pytest.raises(ValueError, match="menunggu"):
        Station("Diperiksa", "menunggu")


def test_a_row_with_an_address_is_a_link_and_one_without_is_not():
    drawn = draw("{% rows items %}", items=[Row("KTP", "/ktp/", icon="id"), Row("KK")])
    assert '<a href="/ktp/">KTP</a>' in drawn
    assert "<strong>KK</strong>" in drawn
    assert drawn.count("#chevron-right") == 1


def test_a_fact_reads_number_then_unit():
    drawn = draw("{% facts items %}", items=[Fact("biasa", "2", "jam", more=(("10", "menit"),))])
    assert re.search(r"2 <small>jam</small></span> <span class=\"nowrap\">10 <small>menit</small>", drawn)


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        (
            "1 jam 40 menit",
            '<span class="nowrap">1 <small>jam</small></span> <span class="nowrap">40 <small>menit</small></span>',
        ),
        ("2 hari kerja", '<span class="nowrap">2 <small>hari kerja</small></span>'),
    ],
)
def test_a_length_of_time_is_large_numbers_with_small_units(said, drawn):
    assert draw("{{ said|besar }}", said=said) == drawn


def test_paging_keeps_the_rest_of_the_address():
    request = RequestFactory().get("/?q=usaha&sesudah=lama")
    drawn = draw("{% paging page %}", request=request, page=Page([], after="k7", is_first=True))
    assert 'rel="next" href="?q=usaha&amp;sesudah=k7"' in drawn
    assert "Ke awal" not in drawn


def test_a_later_page_leads_back_to_the_beginning():
    request = RequestFactory().get("/?sesudah=k7")
    drawn = draw("{% paging page %}", request=request, page=Page([], after="", is_first=False))
    assert re.search(r'href="\?"[^>]*>.*Ke awal', drawn)
    assert "Berikutnya" not in drawn


def test_a_list_of_one_page_has_no_paging():
    request = RequestFactory().get("/")
    assert "<nav" not in draw("{% paging page %}", request=request, page=Page([], after="", is_first=True))


def test_a_field_is_described_by_its_hint_and_its_error():
    form = one_field(forms.CharField(label="Nama", help_text="Seperti di KTP."), x="")
    drawn = draw("{% field form.x %}", form=form)
    assert 'aria-describedby="id_x_helptext id_x_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert '<p class="hint" id="id_x_helptext">Seperti di KTP.</p>' in drawn
    assert re.search(r'<div id="id_x_error"><p class="err">.*Kesalahan:', drawn)
    assert '<label class="form-label" for="id_x">Nama' in drawn
    assert drawn.count("aria-describedby") == 1


def test_a_field_without_hint_or_error_is_described_by_nothing():
    assert "aria-describedby" not in draw("{% field form.x %}", form=one_field(forms.CharField()))


def test_an_optional_field_says_so():
    form = one_field(forms.CharField(required=False))
    assert "(boleh dikosongkan)" in draw("{% field form.x %}", form=form)


def test_a_group_of_choices_is_one_fieldset_with_a_legend():
    field = forms.ChoiceField(choices=[("a", "<A>"), ("b", "B")], widget=forms.RadioSelect, help_text="Pilih satu.")
    drawn = draw('{% field form.x label="Yang mana?" %}', form=one_field(field))
    assert '<fieldset aria-describedby="id_x_helptext" class="field"' in drawn
    assert "<legend>" in drawn
    assert 'for="id_x_0"' in drawn
    assert "&lt;A&gt;" in drawn
    assert drawn.count('type="radio"') == 2


def test_a_question_of_its_own_page_is_the_heading():
    drawn = draw("{% field form.x heading=True %}", form=one_field(forms.CharField(label="Siapa?")))
    assert re.search(r'<h1><label class="form-label" for="id_x">Siapa\?</label></h1>', drawn)


@pytest.mark.parametrize(
    ("field", "sign"),
    [
        (samples.Application.base_fields["alamat"], "<textarea"),
        (samples.Application.base_fields["jenis"], '<span class="choose"><select'),
        (samples.Application.base_fields["hari"], 'type="checkbox"'),
        (samples.Application.base_fields["mulai"], '<div class="date-parts">'),
        (samples.Application.base_fields["karyawan"], 'type="number"'),
        (samples.Application.base_fields["omzet"], '<span class="affix">'),
        (samples.Application.base_fields["ktp"], '<div class="pick">'),
        (samples.Application.base_fields["benar"], '<label class="tick"'),
        (forms.CharField(widget=forms.PasswordInput), 'type="password"'),
        (forms.CharField(widget=forms.HiddenInput), 'type="hidden"'),
    ],
)
def test_each_kind_of_field_has_its_own_drawing(field, sign):
    assert sign in draw("{% field form.x %}", form=one_field(field))


def test_a_hidden_field_has_no_label():
    assert "<label" not in draw("{% field form.x %}", form=one_field(forms.CharField(widget=forms.HiddenInput)))


def test_the_summary_leads_to_each_field_that_is_wrong():
    drawn = draw("{% error_summary form %}", form=samples.refused())
    assert 'class="oops" role="alert" tabindex="-1"' in drawn
    assert "11 hal perlu diperbaiki" in drawn
    assert 'href="#id_b-usaha"' in drawn
    assert 'href="#id_b-tempat_0"' in drawn
    assert 'href="#id_b-mulai_0"' in drawn
    assert "Satu orang hanya boleh" in drawn


def test_every_link_of_the_summary_ends_at_a_control_of_the_form():
    drawn = draw("{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}", form=samples.refused())
    targets = set(re.findall(r'href="#([^"]+)"', drawn)) - {""}
    targets = {target for target in targets if target.startswith("id_")}
    assert len(targets) == 9
    assert all(f'id="{target}"' in drawn for target in targets)


def test_a_single_error_is_said_in_the_singular():
    drawn = draw("{% error_summary form %}", form=one_field(forms.CharField(label="Di mana?"), x=""))
    assert "Satu hal perlu diperbaiki" in drawn
    assert re.search(r">Di mana: ", drawn)


def test_a_form_without_errors_has_no_summary():
    assert "oops" not in draw("{% error_summary form %}", form=samples.asked())


def test_three_boxes_give_one_date():
    form = one_field(forms.DateField(widget=DateParts), x_d="7", x_m="3", x_y="1987")
    assert form.cleaned_data["x"].isoformat() == "1987-03-07"
    assert 'value="1987"' in draw("{% field form.x %}", form=form)


@pytest.mark.parametrize("typed", [("31", "2", "2020"), ("7", "Maret", "1987"), ("7", "", "1987")])
def test_three_boxes_that_are_no_date_are_refused_and_shown_again(typed):
    form = one_field(forms.DateField(widget=DateParts), x_d=typed[0], x_m=typed[1], x_y=typed[2])
    assert "x" in form.errors
    shown = draw("{% field form.x %}", form=form)
    assert all(re.search(rf'value="0?{text}"', shown) for text in typed if text)


def test_empty_boxes_are_no_date():
    assert one_field(forms.DateField(widget=DateParts, required=False), x_d="", x_m="", x_y="").cleaned_data["x"] is None


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("{{ v|rupiah }}", {1234567: "Rp1.234.567", None: "–"}),
        ("{{ v|nomor }}", {3167: "3.167", 94.1: "94,1", None: "–"}),
        ("{{ v|persen }}", {94.05: "94,1\u00a0%", 100: "100,0\u00a0%"}),
        ("{{ v|lama }}", {70: "1 jam 10 menit"}),
        ("{{ v|singkat }}", {65: "1 j 05 m"}),
        ("{{ v|masked }}", {"7371135503870001": "7371 •••• •••• 0001"}),
        ('{{ v|masked:"nama" }}', {"Siti Aminah": "S••i A••••h", "Al": "A•"}),
        ('{{ v|masked:"hp" }}', {"+6281100000012": "08•• •••• ••12"}),
        ("{{ v|grouped }}", {"7371135503870001": "7371 1355 0387 0001"}),
    ],
)
def test_numbers_read_as_people_write_them(source, read):
    assert {value: draw(source, v=value) for value in read} == read


def test_counts_and_shares_follow_the_language_and_rupiah_does_not():
    with translation.override("en"):
        assert draw("{{ v|nomor }}", v=1234567) == "1,234,567"
        assert draw("{{ v|persen }}", v=94.05) == "94.1%"
        assert draw("{{ v|rupiah }}", v=1234567) == "Rp1.234.567"


def test_a_moment_is_told_in_the_citys_time_with_a_point():
    at = datetime(2026, 8, 3, 8, 5, tzinfo=UTC)
    assert draw("{{ v|hari }}|{{ v|waktu }}|{{ v|tanggal }}", v=at) == "Senin, 3 Agustus, 16.05|16.05|3 Agustus 2026"


def test_a_date_near_midnight_is_the_citys_date():
    assert draw("{{ v|tanggal }}", v=datetime(2026, 8, 3, 17, 0, tzinfo=UTC)) == "4 Agustus 2026"


def test_a_long_number_breaks_after_a_stroke_only():
    assert draw("{{ number|slashes }}", number="470/12<b>/2026") == "470/<wbr>12&lt;b&gt;/<wbr>2026"
    assert draw("{{ number|slashes }}", number=12) == "12"
