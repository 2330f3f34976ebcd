"""Telling of something at a browser without scripts: nothing typed is lost, nothing is told twice, nobody is shown who told it."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lorong.kernel.messages.models import Message
from lorong.services.complaints.models import Follow, Photo, Report
from lorong.services.complaints.pages import parked
from lorong.services.complaints.tests.conftest import RAPPOCINI, SLUG, Street, picture, publish_now, spot_of

pytestmark = pytest.mark.django_db
PHONE, PROVED = "0819-9990-0078", "+6281999900078"


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def siti(client: Client, street: Street) -> Client:
    client.force_login(street.cast.account("siti"))
    return client


def shot(shade: int = 90) -> SimpleUploadedFile:
    return SimpleUploadedFile("lampu.jpg", picture(shade), content_type="image/jpeg")


def words(**more: Any) -> dict[str, Any]:
    here = spot_of()
    return {
        "kunci": uuid.uuid4().hex,
        "teks": "Lampu di depan masjid mati sejak Senin",
        "jenis": SLUG,
        "lintang": f"{here.lat:.6f}",
        "bujur": f"{here.lon:.6f}",
        "dari": "device",
        "akurasi": "12",
        "patokan": "Depan masjid",
        "tampil": "open",
        **more,
    }


def code() -> str:
    sent = Message.objects.filter(template="kode").order_by("-made_at").first()
    assert sent is not None
    found = re.search(r"\b\d{6}\b", sent.body)
    assert found is not None
    return found[0]


def test_somebody_with_an_account_tells_in_one_page(siti: Client):
    answer = siti.post("/aduan/baru/", words(galeri=[shot()]))
    report = Report.objects.get()
    assert answer.status_code == 302
    assert answer.url.startswith("/aduan/baru/terkirim/?nomor=")
    assert (report.text, report.region, report.place_from, report.accuracy) == (words()["teks"], RAPPOCINI, "device", 12)
    assert report.photos.count() == 1
    page = siti.get(answer.url).content.decode()
    assert report.number in page
    assert "Lampu jalan mati" in page


def test_a_picture_is_kept_when_something_else_is_wrong(siti: Client):
    answer = siti.post("/aduan/baru/", words(teks="Lampu mati di lorong", jenis="", foto=[shot()]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Pilih jenisnya" in page
    assert "Lampu mati di lorong" in page
    assert "sudah tersimpan" in page
    assert siti.post("/aduan/baru/", words()).status_code == 302
    assert Report.objects.get().photos.count() == 1


def test_pictures_are_added_one_by_one_and_taken_away_without_scripts(siti: Client):
    siti.post("/aduan/baru/", words(foto=[shot(1)], lagi="foto"))
    siti.post("/aduan/baru/", words(foto=[shot(2)], lagi="foto"))
    page = siti.get("/aduan/baru/").content.decode()
    names = re.findall(r'name="buang" value="([^"]+)"', page)
    assert len(names) == 2
    siti.post("/aduan/baru/", words(buang=names[0]))
    assert re.findall(r'name="buang" value="([^"]+)"', siti.get("/aduan/baru/").content.decode()) == names[1:]
    assert parked.fetch(parked.Parked(names[0], 0)) is None
    assert Report.objects.count() == 0


def test_a_sixth_picture_is_refused_and_the_others_stay(siti: Client):
    answer = siti.post("/aduan/baru/", words(galeri=[shot(n) for n in range(6)]))
    assert answer.status_code == 422
    assert "Paling banyak 5 foto" in answer.content.decode()
    assert siti.get("/aduan/baru/").content.decode().count('name="buang"') == 5


def test_what_was_parked_is_gone_once_it_is_sent(siti: Client, settings: Any):
    siti.post("/aduan/baru/", words(galeri=[shot()]))
    assert [p for p in (settings.MEDIA_ROOT / "konsep").rglob("*") if p.is_file()] == []
    assert Photo.objects.get().raw_id is not None


def test_what_was_left_behind_is_swept_away_after_two_days(siti: Client, settings: Any):
    old = settings.MEDIA_ROOT / "konsep" / "2026-01-01"
    old.mkdir(parents=True)
    (old / uuid.uuid4().hex).write_bytes(b"x")
    siti.post("/aduan/baru/", words(foto=[shot()], lagi="foto"))
    assert not old.exists()


def test_the_same_page_sent_twice_is_one_report(siti: Client):
    sent = words()
    first, second = siti.post("/aduan/baru/", sent), siti.post("/aduan/baru/", sent)
    assert first.url == second.url
    assert Report.objects.count() == 1


def test_a_place_outside_the_city_is_said_at_its_field(siti: Client):
    answer = siti.post("/aduan/baru/", words(lintang="-6.2", bujur="106.8"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_wilayah_error"' in page
    assert words()["teks"] in page
    assert Report.objects.count() == 0


def test_no_place_at_all_is_asked_for(siti: Client):
    answer = siti.post("/aduan/baru/", words(lintang="", bujur=""))
    assert "Tempatnya belum ada" in answer.content.decode()


def test_only_the_kelurahan_is_enough(siti: Client):
    siti.post("/aduan/baru/", words(lintang="", bujur="", wilayah=RAPPOCINI, patokan=""))
    report = Report.objects.get()
    assert (report.region, report.place, report.place_from) == (RAPPOCINI, None, "region")


def test_somebody_without_an_account_proves_a_phone_first(client: Client, street: Street):
    answer = client.post("/aduan/baru/", words(hp=PHONE, nama="Rini", tampil="anonymous"))
    assert answer.url == "/aduan/baru/kode/"
    assert Report.objects.count() == 0
    wrong = client.post("/aduan/baru/kode/", {"code": "000000"})
    assert wrong.status_code == 422
    done = client.post("/aduan/baru/kode/", {"code": code()})
    report = Report.objects.get()
    assert done.url.startswith("/aduan/baru/terkirim/")
    assert (report.phone, report.name, report.account_id, report.visibility) == (PROVED, "Rini", None, "anonymous")


def test_a_proved_phone_is_not_asked_for_twice(client: Client, street: Street):
    client.post("/aduan/baru/", words(hp=PHONE))
    client.post("/aduan/baru/kode/", {"code": code()})
    here = spot_of(north=900)
    answer = client.post("/aduan/baru/", words(hp=PHONE, lintang=str(here.lat), bujur=str(here.lon)))
    assert answer.url.startswith("/aduan/baru/terkirim/")
    assert Report.objects.count() == 2


def test_another_phone_needs_its_own_code(client: Client, street: Street):
    client.post("/aduan/baru/", words(hp=PHONE))
    client.post("/aduan/baru/kode/", {"code": code()})
    answer = client.post("/aduan/baru/", words(hp="0812-9990-0001"))
    assert answer.url in {"/aduan/baru/kode/", "/aduan/baru/dekat/"}
    assert Report.objects.count() == 1


def test_what_was_told_before_near_by_is_shown_first(siti: Client, street: Street):
    first = street.tell("tono").incident
    answer = siti.post("/aduan/baru/", words())
    assert answer.url == "/aduan/baru/dekat/"
    page = siti.get(answer.url).content.decode()
    assert f"ikut:{first.code}" in page
    assert "1 pelapor" in page
    assert "Tono" not in page


def test_joining_is_one_tap(siti: Client, street: Street):
    first = street.tell("tono").incident
    siti.post("/aduan/baru/", words(galeri=[shot()]))
    siti.post("/aduan/baru/dekat/", {"pilih": f"ikut:{first.code}"})
    first.refresh_from_db()
    joined = Report.objects.latest("pk")
    assert (first.reporters, joined.incident_id, joined.joined, joined.photos.count()) == (2, first.pk, True, 1)


def test_following_tells_nothing(siti: Client, street: Street):
    first = street.tell("tono").incident
    siti.post("/aduan/baru/", words())
    answer = siti.post("/aduan/baru/dekat/", {"pilih": f"pantau:{first.code}"})
    assert answer.url == f"/aduan/{first.code}/"
    assert (Report.objects.count(), Follow.objects.count()) == (1, 1)


def test_something_else_near_by_is_told_on_its_own(siti: Client, street: Street):
    street.tell("tono")
    siti.post("/aduan/baru/", words())
    answer = siti.post("/aduan/baru/dekat/", {"pilih": "lain"})
    assert answer.url.startswith("/aduan/baru/terkirim/")
    assert not Report.objects.latest("pk").joined


ASKED = {
    "pages": [
        {
            "id": "rincian",
            "title": "Rincian",
            "fields": [
                {
                    "id": "tiang",
                    "label": "Apa tiangnya rusak juga?",
                    "type": "choice",
                    "choices": [{"value": "ya", "label": "Ya, miring"}, {"value": "tidak", "label": "Tidak"}],
                }
            ],
        }
    ]
}


def test_the_questions_of_a_kind_come_on_a_page_of_their_own(siti: Client):
    publish_now(form=ASKED)
    answer = siti.post("/aduan/baru/", words())
    assert answer.url == "/aduan/baru/rincian/"
    assert siti.post(answer.url, {}).status_code == 422
    siti.post(answer.url, {f"t-{SLUG}-tiang": "ya"})
    assert Report.objects.get().answers == {"tiang": "ya"}


def test_with_scripts_the_questions_stand_on_the_first_page(siti: Client):
    publish_now(form=ASKED)
    assert f'data-kind="{SLUG}"' in siti.get(f"/aduan/baru/tanya/?jenis={SLUG}").content.decode()
    siti.post("/aduan/baru/", words(ditanya=SLUG, **{f"t-{SLUG}-tiang": "tidak"}))
    assert Report.objects.get().answers == {"tiang": "tidak"}


def test_an_address_that_names_a_kind_chooses_it(siti: Client):
    assert f'<option value="{SLUG}" selected>' in siti.get(f"/aduan/baru/?jenis={SLUG}").content.decode()
    assert siti.get("/aduan/baru/?jenis=tidak-ada").status_code == 200


def test_a_phone_that_was_away_sends_what_it_kept(siti: Client):
    sent = words(ditulis="2026-08-03T06:00:00+08:00", dikirim="2026-08-03T09:00:00+08:00", galeri=[shot()])
    first, second = siti.post("/aduan/baru/kirim/", sent), siti.post("/aduan/baru/kirim/", {**sent, "galeri": [shot()]})
    report = Report.objects.get()
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["nomor"] == second.json()["nomor"] == report.number
    assert report.photos.count() == 1
    assert (report.received_at - report.written_at).total_seconds() == pytest.approx(3 * 3600, abs=120)


def test_a_kept_report_is_shown_what_lies_near_and_goes_on_its_own_when_nobody_answers(siti: Client, street: Street):
    street.tell("tono")
    sent = words(galeri=[shot()])
    answer = siti.post("/aduan/baru/kirim/", sent)
    assert (answer.status_code, answer.json()["url"]) == (202, "/aduan/baru/dekat/")
    assert "sejenis" in answer.json()["sebab"]
    alone = siti.post("/aduan/baru/kirim/", {**sent, "galeri": [shot()], "sendiri": "1"})
    report = Report.objects.latest("pk")
    assert (alone.status_code, report.joined, report.photos.count()) == (201, False, 1)
    late = siti.post("/aduan/baru/dekat/", {"pilih": "lain"})
    assert late.url.startswith("/aduan/baru/terkirim/"), "the answer that comes too late tells nothing twice"
    assert Report.objects.count() == 2


def test_a_phone_without_a_proved_number_is_sent_on_to_the_code(client: Client, street: Street):
    answer = client.post("/aduan/baru/kirim/", words(hp=PHONE, galeri=[shot()]))
    assert (answer.status_code, answer.json()["url"]) == (202, "/aduan/baru/kode/")
    client.post("/aduan/baru/kode/", {"code": code()})
    assert Report.objects.get().photos.count() == 1


def test_what_cannot_be_read_waits_on_the_page_with_its_words(siti: Client):
    answer = siti.post("/aduan/baru/kirim/", words(jenis="sudah-tidak-ada"))
    assert answer.status_code == 422
    assert words()["teks"] in siti.get(answer.json()["url"]).content.decode()


def test_the_page_without_a_network_names_nobody(siti: Client):
    page = siti.get("/aduan/tanpa-sinyal/").content.decode()
    assert "Siti" not in page
    assert "data-me" not in page
    assert "csrfmiddlewaretoken" not in page
