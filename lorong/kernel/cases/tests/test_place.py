"""Land, an event, a new home: the kelurahan where it lies handles it, and that is settled by sending it."""

from __future__ import annotations

import pytest

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.errors import Missing
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.tests.conftest import LINE, Publish, Submit
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.lib.refusals import NotFound, Refusal
from lorong.testing import MONDAY, Cast

FIELDS = [
    {"id": "letak", "label": "Kelurahan letak tanah", "type": "region"},
    {"id": "luas", "label": "Luas", "type": "area"},
]
FORM = {"pages": [{"id": "tanah", "title": "Di mana?", "fields": FIELDS}]}


@pytest.fixture
def elsewhere(cast: Cast, publish: Publish) -> str:
    """A service for land is in force; gives a kelurahan that is not Siti's."""
    publish(LINE, form=FORM, applicant={"place": "letak"})
    return next(code for code in city.village_codes() if code != cast.person("siti").household.region)


def test_a_case_goes_to_the_kelurahan_where_the_land_lies(elsewhere: str, submit: Submit, cast: Cast) -> None:
    case = submit(letak=elsewhere, luas="120")
    assert case.unit_id == elsewhere
    assert [item.unit_id for item in case.items.all()] == [elsewhere]
    assert submit("tono", letak=cast.person("tono").household.region, luas="10").unit_id == cast.person("tono").household.region


def test_the_counter_of_ones_address_does_not_get_it(elsewhere: str, submit: Submit, cast: Cast) -> None:
    case = submit(letak=elsewhere, luas="120")
    with pytest.raises(NotFound, match="tidak ada, atau bukan untuk Anda"):
        actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="lengkap", key="k", at=MONDAY)


def test_a_place_outside_the_city_is_refused_at_its_field(elsewhere: str, submit: Submit) -> None:
    with pytest.raises(Missing, match="Pilih kelurahan dari daftar") as refused:
        submit(letak="32.73.01.1001", luas="120")
    assert refused.value.field == "letak"


def test_the_review_knows_which_office_will_get_it(elsewhere: str, cast: Cast) -> None:
    actor, siti = cast.actor("siti"), cast.person("siti")
    draft = actions.begin_draft(actor=actor, slug="layanan-uji", applicant=siti, subject=siti)
    published = catalog.current_by_slug("layanan-uji")
    assert published is not None
    assert queries.receiving_unit(published, draft) == city.unit(siti.household.region).name
    draft = actions.save_page(actor=actor, draft=draft, answers={"letak": elsewhere})
    assert queries.receiving_unit(published, draft) == city.unit(elsewhere).name
    draft = actions.save_page(actor=actor, draft=draft, answers={"letak": "32.73.01.1001"})
    assert queries.receiving_unit(published, draft) == ""


def test_the_place_cannot_be_corrected_into_another_kelurahan(submit: Submit, cast: Cast, elsewhere: str) -> None:
    home = cast.person("siti").household.region
    case = submit(letak=home, luas="120")
    said = Said(reason="Luasnya tidak cocok")
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="kurang", key="k", said=said, at=MONDAY)
    with pytest.raises(Refusal, match="Tarik permohonan ini") as refused:
        actions.resubmit(actor=cast.actor("siti"), case=case, key="a", answers={"letak": elsewhere, "luas": 90}, at=MONDAY)
    assert refused.value.field == "letak"
    actions.resubmit(actor=cast.actor("siti"), case=case, key="b", answers={"letak": home, "luas": 90}, at=MONDAY)
    assert Case.objects.get(pk=case.pk).answers["luas"] == 90
