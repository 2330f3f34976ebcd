"""Status and history in words a neighbour would use."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import translation

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.queries import words
from lorong.kernel.cases.tests.conftest import LINE, NO, step
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.lib.actors import SISTEM
from lorong.testing import MONDAY

PAPERS = [{"id": "ktp", "name": "Foto KTP", "name_en": "Photo of the KTP", "required": False}]
SOON = MONDAY + timedelta(minutes=10)


@pytest.fixture
def case(publish, submit) -> Case:
    publish(LINE, requirements=PAPERS)
    return submit()


def returned(case, cast, **said):
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="kurang", key="k", said=Said(**said), at=SOON)
    return queries.for_actor(cast.actor("siti"), case.number)


def read(case) -> list[str]:
    """The history as it is read on the case's page."""
    case.refresh_from_db()
    return [line for _, line in queries.history(case, queries.events(case), catalog.procedure(case.procedure_id))]


def test_the_citys_turn_names_the_unit_and_what_it_does(case):
    assert queries.status(case) == f"Giliran {case.unit.name}. Sedang periksa"


def test_the_applicants_turn_says_what_to_send(case, cast):
    assert queries.status(returned(case, cast, asks=("ktp",))) == "Giliran Anda. Kirim ulang Foto KTP."


def test_without_a_document_the_applicants_turn_says_the_reasons(case, cast):
    asked = returned(case, cast, reasons=("Foto gelap",), reason="Alamat tidak lengkap")
    assert queries.status(asked) == "Giliran Anda. Foto gelap; Alamat tidak lengkap"


def test_a_list_says_of_every_case_what_its_own_page_says(case, cast, submit):
    other = submit("tono")
    back = returned(case, cast, asks=("ktp",))
    actions.withdraw(actor=cast.actor("tono"), case=other, key="w", at=SOON)
    third = submit("siti")
    cases = [back, queries.for_actor(cast.actor("tono"), other.number), third]
    assert queries.statuses(cases) == {c.pk: queries.status(c) for c in cases}


@pytest.mark.parametrize(
    ("end", "indonesian", "english"),
    [
        ("withdrawn", "Anda menarik permohonan ini.", "You withdrew this application."),
        ("refused", "Permohonan ditolak.", "The application was refused."),
        ("issued", "Selesai.", "Done."),
    ],
)
def test_the_end_is_said_in_both_languages(case, cast, end, indonesian, english):
    if end == "withdrawn":
        actions.withdraw(actor=cast.actor("siti"), case=case, key="w", at=SOON)
    elif end == "refused":
        said = Said(reason="Bukan di sini")
        actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="tolak", key="t", said=said, at=SOON)
    else:
        actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="lengkap", key="a", at=SOON)
        actions.advance(actor=cast.actor("bu_lurah"), case=case, step="setujui", outcome="ya", key="b", at=SOON)
    case.refresh_from_db()
    assert queries.status(case) == indonesian
    with translation.override("en"):
        assert queries.status(case) == english


def test_a_silent_applicant_reads_that_nothing_has_to_be_typed_again(case, cast):
    back = returned(case, cast, reason="x")
    actions.lapse(actor=SISTEM, case=back, at=back.turn_due_at)
    back.refresh_from_db()
    assert "tanpa mengisi ulang" in queries.status(back)


def test_what_the_catalogue_says_in_english_is_shown_in_english(case, cast):
    back = returned(case, cast, asks=("ktp",))
    with translation.override("en"):
        assert "Photo of the KTP" in queries.status(back)


def test_an_sms_says_whose_turn_and_until_when(case, cast):
    text = queries.status_sms(case)
    assert text.startswith(f"{case.number}: Giliran ")
    assert "Paling lambat Selasa, 4 Agustus, 08.00" in text
    actions.withdraw(actor=cast.actor("siti"), case=case, key="w", at=SOON)
    case.refresh_from_db()
    assert queries.status_sms(case) == f"{case.number}: Anda menarik permohonan ini."


def test_the_promise_is_said_only_while_the_citys_clock_runs(case, cast):
    assert words.promise_words(case) == "Selasa, 4 Agustus, 08.00"
    assert words.promise_words(returned(case, cast, reason="x")) == ""


def test_the_history_tells_everything_in_order(case, cast):
    siti, budi = cast.actor("siti"), cast.actor("budi")
    actions.claim(actor=budi, case=case, step="periksa", at=SOON)
    actions.hand_over(actor=budi, case=case, step="periksa", to_account=None, key="h", at=SOON)
    returned(case, cast, reasons=("Foto gelap",))
    actions.resubmit(actor=siti, case=case, key="s", at=SOON)
    actions.sweep_due(at=MONDAY + timedelta(hours=3))
    actions.withdraw(actor=siti, case=case, key="w", at=MONDAY + timedelta(hours=4))
    assert read(case) == [
        f"{siti.name} mengajukan lewat web",
        f"{budi.name} mulai mengerjakan",
        "Diserahkan kepada rekan seunit",
        f"{budi.name}: Mengerjakan periksa – kurang (Foto gelap)",
        f"{siti.name} mengirim yang diminta",
        "Lewat batas waktu langkah; atasan diberi tahu",
        f"{siti.name} menarik permohonan",
    ]


CHECKED_FIRST = [step("awal", "staf-pelayanan", {"lanjut": "periksa"}), *LINE]


@pytest.fixture
def moved(publish, submit, cast) -> Case:
    """A case that did a step which the version it was moved to does not have."""
    publish(CHECKED_FIRST)
    case = submit()
    actions.advance(actor=cast.actor("budi"), case=case, step="awal", outcome="lanjut", key="a", at=SOON)
    publish(LINE)
    actions.move_to_version(actor=SISTEM, case=case, version=2, reason="Perwal 9/2026", at=SOON)
    case.refresh_from_db()
    return case


def test_the_history_of_a_moved_case_still_tells_the_steps_that_are_gone(moved, cast):
    assert read(moved) == [
        f"{cast.actor('siti').name} mengajukan lewat web",
        f"{cast.actor('budi').name}: awal – lanjut",
        "Dipindahkan ke SOP versi 2: Perwal 9/2026",
    ]


def test_the_chain_of_a_moved_case_is_walked_by_the_version_of_each_event(moved, cast):
    actions.advance(actor=cast.actor("budi"), case=moved, step="periksa", outcome="lengkap", key="b", at=SOON)
    said = StringIO()
    call_command("verify", stdout=said)
    assert "cases: every link holds." in said.getvalue()


def test_whose_turn_a_moved_case_had_is_still_known(moved):
    stretches = queries.turns(moved, queries.events(moved), catalog.procedure(moved.procedure_id), now=SOON)
    assert [s.side for s in stretches] == ["city"]


def test_a_refusal_in_the_history_says_why(case, cast):
    said = Said(reason="Usaha di kelurahan lain")
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="tolak", key="t", said=said, at=SOON)
    assert read(case)[-1].endswith("– tolak (Usaha di kelurahan lain)")
    assert NO["reason"] == "required"
