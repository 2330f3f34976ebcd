"""What the public may not see: hidden with a reason, or made unrecognisable; the original stays, and every look is on record."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from lorong.kernel.audit.models import AuditEntry
from lorong.lib.uploads import Box
from lorong.lib.uploads import picture as cleaned
from lorong.services.complaints.desk.tests.conftest import Desk, told
from lorong.services.complaints.models import Incident, Moderation, Photo
from lorong.services.complaints.tests.conftest import Street

pytestmark = pytest.mark.django_db
DESK = "/petugas/aduan/"
Sits = Callable[[str], Desk]
FACE = {"kiri": ["25"], "atas": ["25"], "lebar": ["50"], "tinggi": ["50"], "alasan": "Ada wajah anak"}
SEEN = {**FACE, "tahap": "tampilkan"}


def chequered(side: int = 200) -> bytes:
    """Lines of one pixel: whatever can still be told apart in it was not made unrecognisable."""
    picture = Image.new("L", (side, side))
    picture.putdata([255 if (x + y) % 2 else 0 for y in range(side) for x in range(side)])
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def colours(content: bytes, box: tuple[int, int, int, int]) -> int:
    """How far apart the lightest and the darkest point of a part are."""
    low, high = Image.open(io.BytesIO(content)).convert("L").crop(box).getextrema()
    return int(high) - int(low)  # type: ignore[call-overload, arg-type]


def test_in_a_box_nothing_is_left_to_be_recognised_and_outside_everything():
    made = cleaned(chequered(), boxes=[Box(250, 250, 500, 500)])
    for clean in (made.large, made.small):
        assert clean.width == 200
        assert colours(clean.content, (60, 60, 140, 140)) < 30
        assert colours(clean.content, (0, 0, 40, 40)) > 150


@pytest.mark.parametrize("box", [Box(950, 950, 500, 500), Box(0, 0, 1000, 1000), Box(999, 999, 1, 1), Box(0, 500, 1000, 1)])
def test_a_box_at_the_edge_or_thinner_than_a_point_is_no_fault(box: Box):
    assert cleaned(chequered(50), boxes=[box]).large.width == 50


def photo_of(lamp: Incident) -> Photo:
    return lamp.reports.get().photos.get()


def test_the_public_and_the_office_see_the_blurred_picture_and_only_few_the_original(street: Street, at_desk: Sits):
    hasnah, photo = at_desk("hasnah"), told(street, photo=chequered()).photos.get()
    street.advance(photo.report.incident, "verifikasi", "teruskan", by="hasnah", at=timezone.now())
    before = photo.file_id
    page = hasnah.post(f"{DESK}foto/{photo.pk}/samarkan/", **SEEN)
    assert "Foto sudah disamarkan" in page and "Lihat aslinya (tercatat)" in page
    photo.refresh_from_db()
    assert photo.file_id == before and photo.shown_id not in {None, before} and photo.shown_small_id not in {None, photo.small_id}
    shown = body(hasnah.client.get(f"{DESK}foto/{photo.pk}-besar/"))
    assert body(hasnah.client.get(f"/aduan/foto/{photo.pk}-besar/")) == shown
    assert body(hasnah.client.get(f"/aduan/foto/{photo.pk}-kecil/")) != body(hasnah.client.get(f"{DESK}foto/{photo.pk}/asli/"))
    assert at_desk("daeng_nai").client.get(f"{DESK}foto/{photo.pk}/asli/").status_code == 403
    assert at_desk("auditor").client.get(f"{DESK}foto/{photo.pk}/asli/").status_code == 200
    looks = AuditEntry.objects.filter(action="complaint.open_original", object_id=str(photo.pk))
    assert (looks.filter(refused=False).count(), looks.filter(refused=True).count()) == (2, 1)


def test_nothing_is_blurred_before_somebody_has_seen_what_it_looks_like(street: Street, at_desk: Sits):
    hasnah, photo = at_desk("hasnah"), told(street, photo=chequered()).photos.get()
    page = hasnah.post(f"{DESK}foto/{photo.pk}/samarkan/", **FACE)
    preview = f"{DESK}foto/{photo.pk}/pratinjau/?kotak=250-250-500-500"
    assert hasnah.answer.status_code == 200 and preview in page and "Tampilkan seperti ini" in page
    photo.refresh_from_db()
    assert photo.shown_id is None and not Moderation.objects.exists()
    answer = hasnah.client.get(preview)
    assert answer["Content-Type"] == "image/jpeg" and "no-store" in answer["Cache-Control"]
    assert colours(answer.content, (60, 60, 140, 140)) < 30 < colours(answer.content, (0, 0, 40, 40))
    assert 'value="25"' in hasnah.post(f"{DESK}foto/{photo.pk}/samarkan/", **FACE, ubah="1")
    assert hasnah.client.get(preview.replace("500-500", "500-9999")).status_code == 404
    assert at_desk("daeng_nai").client.get(preview).status_code == 403


def test_blurring_is_undone_with_a_reason_and_history_says_who_did_both(lamp: Incident, at_desk: Sits):
    hasnah, photo = at_desk("hasnah"), photo_of(lamp)
    for _ in range(2):  # a double click is one act
        hasnah.post(f"{DESK}foto/{photo.pk}/samarkan/", **SEEN)
    undo = f"{DESK}foto/{photo.pk}/jangan-samarkan/"
    assert undo in hasnah.get(f"{DESK}foto/{photo.pk}/samarkan/")
    hasnah.post(undo, alasan="")
    assert hasnah.answer.status_code == 422
    assert "Penyamaran dibatalkan" in hasnah.post(undo, alasan="Itu patung, bukan orang")
    photo.refresh_from_db()
    assert photo.shown_id is None and photo.shown_small_id is None
    history = hasnah.get(f"{DESK}{lamp.code}/")
    assert history.index("Disamarkan sebagian") < history.index("Itu patung, bukan orang")
    assert [(one.hides, one.blurs) for one in Moderation.objects.order_by("id")] == [(True, True), (False, True)]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "Belum ada kotak"),
        ({"kiri": ["10"], "atas": ["x"], "lebar": ["10"], "tinggi": ["10"]}, "Isi keempat angka"),
        ({"kiri": ["10"], "atas": ["10"], "lebar": ["0"], "tinggi": ["10"]}, "Isi keempat angka"),
        ({"kiri": ["nan"], "atas": ["10"], "lebar": ["5"], "tinggi": ["10"]}, "Isi keempat angka"),
        ({"kiri": ["-1"], "atas": ["10"], "lebar": ["5"], "tinggi": ["10"]}, "Isi keempat angka"),
    ],
)
def test_what_is_no_box_is_asked_for_again(lamp: Incident, at_desk: Sits, wrong: dict[str, Any], says: str):
    hasnah = at_desk("hasnah")
    page = hasnah.post(f"{DESK}foto/{photo_of(lamp).pk}/samarkan/", **wrong)
    assert hasnah.answer.status_code == 422 and says in page
    assert photo_of(lamp).shown_id is None


def test_a_field_officer_does_not_blur(lamp: Incident, at_desk: Sits):
    nai = at_desk("daeng_nai")
    nai.post(f"{DESK}foto/{photo_of(lamp).pk}/samarkan/", **FACE)
    assert nai.answer.status_code == 403 and photo_of(lamp).shown_id is None


def test_the_whole_the_words_or_a_picture_are_hidden_with_a_reason_and_shown_again(lamp: Incident, at_desk: Sits, street: Street):
    hasnah, photo, report = at_desk("hasnah"), photo_of(lamp), lamp.reports.get()
    for what in ("", f"?laporan={report.number}", f"?foto={photo.pk}"):
        page = f"{DESK}{lamp.code}/tampilan/{what}"
        assert "Tidak ada yang dihapus" in hasnah.get(page)
        hasnah.post(page, alasan="")
        assert hasnah.answer.status_code == 422
        assert "Disembunyikan dari umum" in hasnah.post(page, alasan="Ada wajah anak")
    lamp.refresh_from_db()
    assert lamp.hidden and not lamp.in_public and photo_of(lamp).hidden and lamp.reports.get().hidden
    history = hasnah.get(f"{DESK}{lamp.code}/")
    assert history.count("Ada wajah anak") == 3 and "Lihat aslinya (tercatat)" in history
    assert hasnah.client.get(f"{DESK}foto/{photo.pk}-besar/").status_code == 404
    for what in ("", f"?laporan={report.number}", f"?foto={photo.pk}"):
        assert "Ditampilkan lagi" in hasnah.post(f"{DESK}{lamp.code}/tampilan/{what}", alasan="Sudah disamarkan")
    lamp.refresh_from_db()
    assert lamp.in_public and not photo_of(lamp).hidden and Moderation.objects.count() == 6


def test_what_belongs_to_another_incident_is_not_hidden_from_here(lamp: Incident, at_desk: Sits, street: Street):
    other = told(street, "tono", text="Lampu di gang lain mati").photos.get()
    assert at_desk("hasnah").client.get(f"{DESK}{lamp.code}/tampilan/?foto={other.pk}").status_code == 404


def body(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)
