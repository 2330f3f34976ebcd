"""Where it is: one control grouped by kecamatan, filled with where one is registered, and settled by sending it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries
from lorong.kernel.city import queries as city
from lorong.portals.citizen.tests.conftest import Office
from lorong.testing import Cast

FIELDS = [
    {"id": "letak", "label": "Kelurahan letak tanah", "type": "region"},
    {"id": "luas", "label": "Luas tanah", "type": "area"},
]
FORM = {"pages": [{"id": "tanah", "title": "Di mana tanah itu?", "fields": FIELDS}]}


def test_siti_chooses_another_kelurahan_without_scripts(
    with_form: Callable[..., str], signed_in: Callable[[str], Any], cast: Cast, office: Office
) -> None:
    slug = with_form(FORM, applicant={"place": "letak"})
    client, siti = signed_in("siti"), cast.person("siti")
    home = siti.household.region
    there = next(code for code in city.village_codes() if code != home)
    assert (
        "Diurus kelurahan menurut jawaban Anda pada “Kelurahan letak tanah”" in client.get(f"/layanan/{slug}/").content.decode()
    )
    draft = cases.begin_draft(actor=cast.actor("siti", at=timezone.now()), slug=slug, applicant=siti, subject=siti)
    page = client.get(f"/isian/{draft.pk}/tanah/").content.decode()
    assert f'<option value="{home}" selected>' in page
    assert page.count("<optgroup") == len(city.villages())
    assert client.post(f"/isian/{draft.pk}/tanah/", {"letak": "32.73.01.1001", "luas": "120"}).status_code == 422
    client.post(f"/isian/{draft.pk}/tanah/", {"letak": there, "luas": "120"})
    review = client.get(f"/isian/{draft.pk}/periksa-dan-kirim/").content.decode()
    assert city.village_words(there) in review
    assert f"masuk ke <strong>{city.unit(there).name}</strong>" in review
    client.post(f"/isian/{draft.pk}/periksa-dan-kirim/")
    draft.refresh_from_db()
    case = queries.by_number(draft.submitted_as)
    assert case is not None
    assert case.unit_id == there


def test_the_place_is_not_asked_again_when_something_is_corrected(
    with_form: Callable[..., str], signed_in: Callable[[str], Any], cast: Cast, office: Office
) -> None:
    slug = with_form(FORM, applicant={"place": "letak"})
    siti, actor = cast.person("siti"), cast.actor("siti", at=timezone.now())
    draft = cases.begin_draft(actor=actor, slug=slug, applicant=siti, subject=siti)
    cases.save_page(actor=actor, draft=draft, answers={"letak": siti.household.region, "luas": "120"})
    number = cases.submit(actor=actor, draft=draft).number
    office.does("budi", number, "periksa", "kurang", reason="Luasnya tidak cocok")
    client = signed_in("siti")
    page = client.get(f"/urusan/{number}/jawab/").content.decode()
    assert 'name="luas"' in page
    assert 'name="letak"' not in page
    client.post(f"/urusan/{number}/jawab/", {"kunci": uuid.uuid4().hex, "ubah": "1", "luas": "90", "pesan": "Sudah diukur lagi"})
    answered = queries.by_number(number)
    assert answered is not None
    assert answered.answers == {"letak": siti.household.region, "luas": 90}
