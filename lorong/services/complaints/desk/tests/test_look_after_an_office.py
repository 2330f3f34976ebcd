"""Everything that lies at an office: what is due first, found, counted, given to a field officer, taken along as a table."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from lorong.kernel.audit.models import AuditEntry
from lorong.kernel.cases import queries as cases
from lorong.lib.actors import SISTEM
from lorong.services.complaints.desk.tests.conftest import Desk, spot_of, steps, told
from lorong.services.complaints.models import Incident
from lorong.services.complaints.queries import office
from lorong.services.complaints.queries.office import Wanted
from lorong.services.complaints.tests.conftest import RAPPOCINI, SLUG, Street, publish_now
from lorong.testing import Cast

pytestmark = pytest.mark.django_db
LIST = "/petugas/aduan/"
Sits = Callable[[str], Desk]
CLOCKS = [
    {"id": "uu", "name": "Jawaban pertama", "law": "UU 25/2009", "within": "14 hari", "until": ["verifikasi"]},
    {"id": "lapor", "name": "Verifikasi", "law": "PermenPANRB 62/2018", "within": "3 hari kerja", "until": ["verifikasi"]},
]


@pytest.fixture
def clocks(street: Street) -> Street:
    publish_now(steps=steps(), routes=[{"to": "dpu"}], after_photo=True, names={"limits": CLOCKS})
    return street


def in_order(page: str, incidents: list[Incident]) -> list[str]:
    """Codes of the incidents on the page, from top to bottom."""
    return sorted((one.code for one in incidents if one.code in page), key=page.index)


def test_what_is_due_first_by_the_earlier_clock_of_the_law_stands_first(clocks: Street, at_desk: Sits):
    now = timezone.now()
    found = [told(clocks, "siti", at=now - timedelta(days=days), spot=spot_of(east=days * 10)).incident for days in (1, 20, 5)]
    for one in found:
        one.refresh_from_db()
        case = cases.for_actor(SISTEM, one.case_number)
        assert one.due_at == min(clock.due_at for clock in cases.limits_of(case))
    page = at_desk("hasnah").get(LIST)
    assert in_order(page, found) == [found[1].code, found[2].code, found[0].code]
    late = at_desk("hasnah").get(f"{LIST}?batas=terlambat")
    assert found[1].code in late and found[0].code not in late
    clocks.advance(found[1], "verifikasi", "teruskan", by="hasnah", at=now)
    found[1].refresh_from_db()
    case = cases.for_actor(SISTEM, found[1].case_number)
    assert found[1].due_at == (case.turn_due_at or case.promised_at), "the clocks have stopped: the city's own word counts"


@pytest.mark.parametrize("name", ["budi", "daeng_nai", "siti"])
def test_nobody_else_sees_the_list_of_an_office(lamp: Incident, at_desk: Sits, name: str):
    for path in (f"{LIST}?kantor={lamp.unit}", f"{LIST}aduan-kantor.csv?kantor={lamp.unit}"):
        assert at_desk(name).client.get(path).status_code in {302, 403}
    assert at_desk(name).client.post(f"{LIST}bagi/?kantor={lamp.unit}").status_code in {302, 403}


def test_the_menu_leads_everybody_to_their_own_page(lamp: Incident, at_desk: Sits):
    assert "Aduan di kantor ini" in at_desk("hasnah").get(LIST)
    assert "menurut urutan jalan" in at_desk("daeng_nai").get(LIST)
    assert "Laporan warga di loket" in at_desk("budi").get(LIST)
    assert at_desk("hasnah").client.get(f"{LIST}?kantor=73.71-dinkes").status_code == 403


def test_it_is_found_by_number_place_kind_and_kelurahan_and_narrowed(lamp: Incident, at_desk: Sits, street: Street):
    report = told(street, "tono", spot=spot_of(east=150), where="Dekat pasar Contoh")
    hasnah, other = at_desk("hasnah"), report.incident
    for words in (other.code, report.number, "PASAR contoh"):
        page = hasnah.get(f"{LIST}?q={words}")
        assert other.code in page and lamp.code not in page, words
    for words in ("lampu jalan", "rappocini"):
        assert in_order(hasnah.get(f"{LIST}?q={words}"), [lamp, other]), words
    assert "Tidak ada “xyz” di sini" in hasnah.get(f"{LIST}?q=xyz")
    narrowed = {"di=lapangan": lamp, "di=kami": other, "keadaan=unchecked": other, "keadaan=working": lamp}
    for query, one in narrowed.items():
        assert in_order(hasnah.get(f"{LIST}?{query}"), [lamp, other]) == [one.code], query
    assert in_order(hasnah.get(f"{LIST}?jenis={SLUG}&kelurahan={RAPPOCINI}&urut=baru"), [lamp, other]) == [other.code, lamp.code]
    assert not in_order(hasnah.get(f"{LIST}?tanda=berulang"), [lamp, other])
    assert not in_order(hasnah.get(f"{LIST}?di=saya"), [lamp, other])
    hasnah.post(f"/petugas/urusan/{other.case_number}/langkah/verifikasi/ambil/")
    assert in_order(hasnah.get(f"{LIST}?di=saya"), [lamp, other]) == [other.code]
    assert in_order(hasnah.get(f"{LIST}?batas=xyz&keadaan=xyz"), [lamp, other]), "what cannot be read narrows nothing"


def test_pages_follow_each_other_and_nothing_is_left_out(street: Street, cast: Cast):
    hasnah, now = cast.actor("hasnah"), timezone.now()
    codes = {told(street, "siti", spot=spot_of(east=n * 400)).incident.code for n in range(3)}
    for newest in (False, True):
        seen, cursor = [], ""
        while True:
            page = office.lying(hasnah, Wanted("73.71-dpu", newest=newest), now=now, cursor=cursor, size=1)
            seen += [row.code for row in page.rows]
            cursor = page.after
            if not cursor:
                break
        assert set(seen) == codes and len(seen) == 3


def test_a_longer_list_asks_no_more(lamp: Incident, at_desk: Sits, street: Street, django_assert_max_num_queries: Any):
    hasnah = at_desk("hasnah")
    hasnah.get(LIST)
    for n in range(1, 4):
        told(street, "siti", spot=spot_of(east=n * 400))
    with django_assert_max_num_queries(11):
        hasnah.get(LIST)


def test_hasnah_gives_jobs_to_daeng_nai_and_history_says_that_she_did(lamp: Incident, at_desk: Sits, cast: Cast):
    hasnah, nai = at_desk("hasnah"), cast.actor("daeng_nai")
    sent = {"pilih": [lamp.code], "kepada": str(nai.account_id), "catatan": "Bawa tangga", "kunci": uuid.uuid4().hex}
    for _ in range(2):
        assert f"1 aduan diberikan kepada {nai.name}" in hasnah.post(f"{LIST}bagi/", **sent)
    assert lamp.code in at_desk("daeng_nai").get(f"{LIST}tugas/?saya=1")
    case = cases.for_actor(SISTEM, lamp.case_number)
    given = [event for event in cases.events(case) if event.kind == "handed_over"]
    assert [(one.actor_name, one.data["reason"]) for one in given] == [(cast.actor("hasnah").name, "Bawa tangga")]
    assert "Bawa tangga" in at_desk("daeng_nai").get(f"{LIST}{lamp.code}/tugas/")
    assert f"Sedang ditangani: {nai.name}" in hasnah.get(LIST)


def test_only_work_of_field_officers_is_given_out_and_only_to_them(lamp: Incident, at_desk: Sits, street: Street, cast: Cast):
    hasnah, waiting = at_desk("hasnah"), told(street, "tono", spot=spot_of(east=900)).incident
    to = str(cast.actor("daeng_nai").account_id)
    assert "tidak sedang menunggu petugas lapangan" in hasnah.post(f"{LIST}bagi/", pilih=[waiting.code], kepada=to)
    wrong = str(cast.actor("budi").account_id)
    assert "tidak bertugas di jabatan ini" in hasnah.post(f"{LIST}bagi/", pilih=[lamp.code], kepada=wrong)
    assert "Centang dulu" in hasnah.post(f"{LIST}bagi/", kepada=to)


def test_the_table_tells_no_names_and_taking_it_along_is_on_record(lamp: Incident, at_desk: Sits, street: Street):
    secret = told(street, "tono", spot=spot_of(east=900), visibility="secret", where="=RUMAH(1)").incident
    answer = at_desk("hasnah").client.get(f"{LIST}aduan-kantor.csv")
    lines = b"".join(answer.streaming_content).decode()
    assert lamp.code in lines and secret.code in lines
    for name in ("Siti", "Tono", "RUMAH"):
        assert name not in lines
    assert AuditEntry.objects.filter(action="complaint.export").count() == 1


def test_what_one_told_as_a_resident_is_not_in_ones_list(lamp: Incident, at_desk: Sits, street: Street):
    own = told(street, "hasnah", spot=spot_of(east=900)).incident
    page = at_desk("hasnah").get(LIST)
    assert own.code not in page and lamp.code in page


def test_an_office_with_many_incidents_is_read_by_its_index(lamp: Incident, cast: Cast):
    with _planned_as_if_large():
        now: datetime = timezone.now()
        for wanted, index in (
            (Wanted(lamp.unit), "open_incidents_by_due"),
            (Wanted(lamp.unit, stage="selesai"), "incidents_of_a_unit"),
        ):
            order = office.NEWEST if wanted.stage == "selesai" else office.DUE
            plan = order.after(office._narrowed(cast.actor("hasnah"), wanted, now), "")[:51].explain()
            assert index in plan and "Sort" not in plan, plan


class _planned_as_if_large:
    """A few rows are read whole and sorted, unless the planner is told that both are dear."""

    def _set(self, value: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL enable_seqscan = {value}; SET LOCAL enable_sort = {value}; SET LOCAL enable_bitmapscan = {value}"
            )

    def __enter__(self) -> None:
        self._set("off")

    def __exit__(self, *_: object) -> None:
        self._set("on")
