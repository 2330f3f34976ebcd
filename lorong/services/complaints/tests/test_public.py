"""What anybody may see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotFound
from lorong.services.complaints import actions, queries
from lorong.services.complaints.actions import figuring, pictures
from lorong.services.complaints.models import Photo
from lorong.services.complaints.tests.conftest import RAPPOCINI, SLUG, Street, picture, publish_now
from lorong.services.complaints.values import Filters, Stage
from lorong.testing import MONDAY

pytestmark = pytest.mark.django_db


def clean(report) -> list[Photo]:
    for photo in report.photos.all():
        pictures.clean_photo(actor=SISTEM, photo=photo, found=pictures.opened(sha256=photo.raw_id))
    return list(report.photos.order_by("ordinal"))


def test_words_and_pictures_are_shown_once_they_were_checked(street: Street):
    report = street.tell(text="Lampu mati, telepon saya 0812 3456 7890", photos=[picture()])
    (photo,) = clean(report)
    code = report.incident.code
    page = queries.public_page(code)
    assert (page.text, page.photos, page.stage) == ("", (), Stage.UNCHECKED)
    with pytest.raises(NotFound):
        queries.shown_photo(photo.pk)
    street.advance(report.incident, "verifikasi", "teruskan")
    page = queries.public_page(code)
    assert "Lampu mati" in page.text
    assert "3456" not in page.text
    assert [shot.id for shot in page.photos] == [photo.pk]
    assert queries.shown_photo(photo.pk, small=True).media_type == "image/jpeg"
    assert queries.own_report(street.who("siti"), report.number).text.endswith("7890")


def test_who_joins_after_the_intake_has_looked_shows_nothing_to_the_public_by_himself(street: Street):
    first = street.tell(text="Lampu mati di depan rumah", photos=[picture(10)])
    clean(first)
    street.advance(first.incident, "verifikasi", "teruskan")
    later = MONDAY + timedelta(hours=1)
    second = street.tell(
        "tono", at=later, text="Kata yang belum dibaca siapa pun", join=first.incident.code, photos=[picture(20)]
    )
    (photo,) = clean(second)
    assert photo.pk not in {shot.id for shot in queries.public_page(first.incident.code).photos}
    actions.withdraw(actor=street.cast.actor("siti"), report=first, who=street.who("siti"), at=later)
    page = queries.public_page(first.incident.code)
    assert (page.text, page.photos, page.reporters) == ("", (), 1)
    lurah = street.cast.actor("bu_lurah")
    actions.show_again(actor=lurah, incident=street.fresh(first.incident), photo=photo, because="Tidak ada orang di foto")
    assert [shot.id for shot in queries.public_page(first.incident.code).photos] == [photo.pk]


def test_the_words_of_a_secret_report_never_leave_even_beside_an_open_one(street: Street):
    first = street.tell(text="Lampu mati di depan rumah", photos=[picture(10)])
    second = street.tell(
        "tono", text="Rahasia sekali ini ceritanya", visibility="secret", join=first.incident.code, photos=[picture(20)]
    )
    mine, theirs = clean(first)[0], clean(second)[0]
    street.advance(first.incident, "verifikasi", "teruskan")
    assert [shot.id for shot in queries.public_page(first.incident.code).photos] == [mine.pk]
    with pytest.raises(NotFound):
        queries.shown_photo(theirs.pk)
    with pytest.raises(NotFound):
        queries.shown_photo(theirs.pk, street.who("siti"))
    assert queries.shown_photo(theirs.pk, street.who("tono"))
    assert "Rahasia" not in str(queries.rows_of([street.fresh(first.incident)]))
    actions.withdraw(actor=street.cast.actor("siti"), report=first, who=street.who("siti"), at=MONDAY)
    with pytest.raises(NotFound):
        queries.public_page(first.incident.code)


def test_absent_secret_and_hidden_are_one_answer(street: Street):
    secret = street.tell(visibility="secret").incident
    hidden = street.tell().incident
    actions.hide(actor=street.cast.actor("bu_lurah"), incident=hidden, because="Menyebut nama orang")
    publish_now("uji-tertutup", in_public=False)
    closed = street.tell(category="uji-tertutup").incident
    for code in (secret.code, hidden.code, closed.code, "tidak-ada"):
        with pytest.raises(NotFound):
            queries.public_page(code)
    assert queries.listed(Filters()).rows == []


def test_hidden_words_and_photos_are_shown_again_and_every_step_is_on_record(street: Street):
    report = street.tell(photos=[picture()])
    (photo,) = clean(report)
    incident = report.incident
    street.advance(incident, "verifikasi", "teruskan")
    lurah = street.cast.actor("bu_lurah")
    actions.hide(actor=lurah, incident=incident, report=report, because="Menyebut nama")
    assert queries.public_page(incident.code).text == ""
    actions.show_again(actor=lurah, incident=incident, report=report, because="Sudah diperiksa")
    actions.hide(actor=lurah, incident=incident, photo=photo, because="Wajah")
    page = queries.public_page(incident.code)
    assert (bool(page.text), page.photos) == (True, ())
    assert [(m.hides, m.because, m.by_name) for m in incident.moderations.order_by("id")] == [
        (True, "Menyebut nama", lurah.name),
        (False, "Sudah diperiksa", lurah.name),
        (True, "Wajah", lurah.name),
    ]


def test_the_list_is_narrowed_and_paged(street: Street):
    for n in range(5):
        street.tell(at=MONDAY + timedelta(minutes=n))
    working = street.tell("tono", at=MONDAY + timedelta(hours=1)).incident
    street.advance(working, "verifikasi", "teruskan")
    publish_now("uji-lain")
    street.tell(category="uji-lain", at=MONDAY + timedelta(hours=2))
    first = queries.listed(Filters(categories=(SLUG,)), size=4)
    second = queries.listed(Filters(categories=(SLUG,)), size=4, cursor=first.after)
    codes = [row.code for row in (*first.rows, *second.rows)]
    assert len(codes) == len(set(codes)) == 6
    assert first.rows[0].code == working.code
    assert [row.code for row in queries.listed(Filters(stages=(Stage.WORKING,))).rows] == [working.code]
    assert len(queries.listed(Filters(region="73.71.13")).rows) == 7
    assert len(queries.listed(Filters(region=RAPPOCINI, until=MONDAY + timedelta(minutes=2))).rows) == 2
    assert queries.listed(Filters(unit="73.71.13.1005")).rows == []


def test_every_stage_has_words_and_a_filter_that_finds_it(street: Street):
    seen = {}
    incident = street.claimed()
    street.answer(incident, "siti", True)
    archived = street.tell().incident
    street.advance(archived, "verifikasi", "arsipkan", reason="Tidak jelas")
    street.tell()
    for stage in Stage:
        assert stage.words
        assert stage.sentence.english
        for row in queries.narrowed(Filters(stages=(stage,))):
            assert queries.stage(row) is stage
            seen[row.code] = stage
    assert sorted(seen.values()) == [Stage.ARCHIVED, Stage.FIXED, Stage.UNCHECKED]


def test_the_timeline_names_no_resident_and_no_reason(street: Street):
    incident = street.claimed()
    street.answer(incident, "siti", False, note="Masih gelap di rumah Ibu Contoh")
    told = str(queries.public_page(incident.code).timeline)
    assert "Ibu Contoh" not in told
    assert "Siti" not in told
    assert "Laporan diterima" in told


def test_figures_are_added_up_for_the_city_a_kelurahan_and_a_unit(street: Street):
    good = street.claimed()
    street.answer(good, "siti", True)
    bad = street.claimed("tono")
    street.answer(bad, "tono", False)
    taken_back = street.tell()
    actions.withdraw(actor=street.cast.actor("siti"), report=taken_back, who=street.who("siti"), at=MONDAY)
    figuring.add_up(actor=SISTEM, at=MONDAY + timedelta(days=1))
    figuring.add_up(actor=SISTEM, at=MONDAY + timedelta(days=1))
    for kind, code in (("city", ""), ("region", RAPPOCINI), ("unit", RAPPOCINI)):
        found = queries.figures(kind=kind, code=code, days=30)
        assert (found.volume, found.ended, found.on_time_share, found.false_share) == (3, 1, 100.0, 50.0)
    assert list(queries.figures_of_all(kind="unit", days=30)) == [RAPPOCINI]
    assert queries.figures(kind="unit", code="lain").false_share is None
