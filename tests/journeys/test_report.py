"""A resident tells of a lamp that is dark: with a telephone and its camera, without a network, without an account."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from lorong.kernel.city.queries import ground
from lorong.lib.places import Spot
from lorong.services.complaints import actions
from lorong.services.complaints.models import Incident, Photo, Report
from lorong.services.complaints.values import Telling
from lorong.testing import Cast
from tests.journeys.neighbours import signed_in_as
from tests.journeys.people import WAIT, Someone, code_for
from tests.journeys.test_accessible import complaints
from tests.journeys.test_no_network import forgiven, watched
from tests.pictures import photo

RAPPOCINI = "73.71.13.1006"
NEW = "/aduan/baru/"
FIRST = {"bahaya": "tidak", "letak": "jalan", "keadaan": "mati"}
ONCE_BROKEN = """
const real = window.fetch;
window.fetch = (address, how) => {
  if (String(address).includes("/baru/kirim/") && !localStorage.getItem("rusak")) {
    localStorage.setItem("rusak", "1");
    return Promise.resolve(new Response("", { status: 500 }));
  }
  return real(address, how);
};
"""


def here(metres: float = 0) -> dict[str, float]:
    """A place in Rappocini, some metres to the north."""
    point = ground._ground()[RAPPOCINI].geometry.representative_point()
    return {"latitude": point.y + metres / 111_195, "longitude": point.x}


def stands(who: Someone, metres: float) -> Someone:
    """The telephone says where it is."""
    who.context.grant_permissions(["geolocation"])
    who.context.set_geolocation(here(metres))  # type: ignore[arg-type]
    return who


def takes(page: Page, *pictures: bytes) -> None:
    """Pictures from the gallery."""
    files = [{"name": f"foto{n}.jpg", "mimeType": "image/jpeg", "buffer": one} for n, one in enumerate(pictures)]
    page.locator("#id_galeri").set_input_files(files=files)  # type: ignore[arg-type]
    expect(page.locator("[data-thumbs] canvas")).to_have_count(len(pictures))


def writes(who: Someone, words: str, kind: str = "lampu-jalan-mati") -> Someone:
    page = who.page
    page.locator("#id_teks").fill(words)
    page.locator("#id_jenis").select_option(kind)
    expect(page.locator("[data-extra] .field").first).to_be_visible()
    for question in page.locator("[data-extra] fieldset").all():  # the first answer of each question
        question.get_by_role("radio").first.check()
    return who


def with_a_place(lat: float, lon: float) -> bytes:
    """A large photo that says where it was taken."""
    exif = Image.Exif()
    gps = exif.get_ifd(0x8825)
    for tag, sign, value in ((1, "S" if lat < 0 else "N", abs(lat)), (3, "E", lon)):
        minutes = (value % 1) * 60
        gps[tag], gps[tag + 1] = sign, (float(int(value)), float(int(minutes)), (minutes % 1) * 60)
    exif[0x0112] = 6  # lying on its side
    out = io.BytesIO()
    noise = Image.effect_noise((2400, 1800), 90).convert("RGB")
    noise.save(out, "JPEG", quality=95, exif=exif)
    assert out.tell() > 1_500_000
    return out.getvalue()


def told(metres: float) -> Report:
    """What Tono told before."""
    place, tono = here(metres), Cast().actor("tono", at=timezone.now())
    telling = Telling(
        category="lampu-jalan-mati",
        text="Lampu padam sejak kemarin",
        spot=Spot(place["latitude"], place["longitude"]),
        answers=FIRST,
    )
    report: Report = actions.tell(actor=tono, telling=telling, photos=[photo("tono")], key=uuid.uuid4().hex)
    return report


@pytest.fixture
def neighbour(sit_down: Callable[..., Someone]) -> Someone:
    """Somebody with an account."""
    return signed_in_as(sit_down(), Cast().account("tono"))


def test_a_photo_is_made_smaller_and_keeps_where_it_was_taken(neighbour: Someone) -> None:
    place = here(120)
    stands(neighbour, 120).go(NEW)
    takes(neighbour.page, with_a_place(place["latitude"], place["longitude"]))
    neighbour.press("Pakai lokasi saya")
    expect(neighbour.page.locator("[data-place-said]")).to_contain_text("Lokasi HP dipakai")
    writes(neighbour, "Lampu di ujung lorong padam tiga malam").press("Kirim laporan", exact=True)
    expect(neighbour.heading()).to_have_text("Laporan terkirim", timeout=WAIT)
    report = Report.objects.get(text__startswith="Lampu di ujung lorong padam")
    assert (report.place_from, report.region) == ("device", RAPPOCINI)
    neighbour.follow("Lihat laporan ini")
    neighbour.reloads_until("Yang Anda laporkan")
    expect_ready(neighbour, report)
    kept = Photo.objects.get(report=report)
    assert kept.taken_where is not None
    assert kept.taken_where.lat == pytest.approx(place["latitude"], abs=1e-4)
    neighbour.page.reload()
    expect(neighbour.page.locator(".shots img")).to_have_js_property("complete", True)


def provided(who: Someone) -> Someone:
    """The telephone has kept the page for a time without a network."""
    who.go(NEW).page.locator("#id_teks").focus()
    for _ in range(60):
        if who.page.evaluate("localStorage.getItem('aduan') !== null"):
            return who
        who.page.wait_for_timeout(100)
    raise AssertionError("the page was never kept")


def expect_ready(who: Someone, report: Report) -> None:
    """The worker has opened the picture."""
    for _ in range(80):
        if Photo.objects.filter(report=report, small__isnull=False).exists():
            return
        who.page.wait_for_timeout(250)
    raise AssertionError(list(Photo.objects.filter(report=report).values()))


def test_what_is_wrong_stands_at_its_field_and_the_photo_stays(neighbour: Someone) -> None:
    neighbour.go(NEW)
    takes(neighbour.page, photo("satu"))
    neighbour.page.locator("#id_wilayah").select_option(RAPPOCINI)
    neighbour.press("Kirim laporan", exact=True)
    expect(neighbour.page.locator(".oops")).to_contain_text("Pilih jenisnya")
    expect(neighbour.page.locator(".oops")).to_be_focused()
    neighbour.sees("sudah tersimpan")
    writes(neighbour, "Lampu padam di dekat pos ronda").press("Kirim laporan", exact=True)
    expect(neighbour.heading()).to_have_text("Laporan terkirim", timeout=WAIT)
    assert Report.objects.get(text="Lampu padam di dekat pos ronda").photos.count() == 1


def test_a_kind_is_found_by_a_word_and_with_keys_alone(neighbour: Someone) -> None:
    page = neighbour.go(NEW).page
    page.locator("#id_teks").focus()
    search = page.get_by_role("searchbox", name="Cari jenisnya")
    search.fill("lampu")
    expect(page.locator("[data-find-kind] [role=status]")).to_contain_text("jenis cocok")
    search.press("Enter")
    expect(page.locator("[data-find-kind] button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#id_jenis")).to_have_value("lampu-jalan-mati")
    expect(page.locator("#id_jenis")).to_be_focused()
    search.fill("xyzzy")
    expect(page.locator("[data-find-kind] [role=status]")).to_have_text("Tidak ada jenis yang cocok. Pilih dari daftar di bawah.")


def test_the_place_is_shown_on_the_map(neighbour: Someone) -> None:
    page = neighbour.go(NEW).page
    page.locator("#id_wilayah").select_option(RAPPOCINI)
    neighbour.press("Tunjuk di peta")
    expect(page.locator("svg.land")).to_be_visible()
    page.locator("svg.land").focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    neighbour.press("Pakai titik ini")
    expect(page.locator("[data-place-said]")).to_have_text("Titik di peta dipakai.")
    lat, lon = (float(page.locator(f"[name={name}]").input_value()) for name in ("lintang", "bujur"))
    assert abs(lat - here()["latitude"]) < 0.05
    assert abs(lon - here()["longitude"]) < 0.05


def test_the_neighbours_lamp_is_joined_in_one_tap(sit_down: Callable[..., Someone], neighbour: Someone) -> None:
    stands(neighbour, 2000).go(NEW)
    neighbour.press("Pakai lokasi saya").sees("Lokasi HP dipakai")
    writes(neighbour, "Lampu jalan mati total, gelap sekali").press("Kirim laporan", exact=True)
    expect(neighbour.heading()).to_have_text("Laporan terkirim", timeout=WAIT)
    first = Report.objects.get(text__startswith="Lampu jalan mati total").incident
    siti = signed_in_as(sit_down(), Cast().account("siti"))
    stands(siti, 2010).go(NEW)
    siti.press("Pakai lokasi saya").sees("Lokasi HP dipakai")
    writes(siti, "Lampu mati").press("Kirim laporan", exact=True)
    expect(siti.heading()).to_have_text("Apakah ini yang Anda maksud?", timeout=WAIT)
    siti.press("Ya, saya juga mengalami")
    expect(siti.heading()).to_have_text("Laporan terkirim", timeout=WAIT)
    siti.sees("Anda salah satu dari 2 pelapor")
    first.refresh_from_db()
    assert first.reporters == 2


def test_without_scripts_and_without_an_account_it_is_told_as_well(sit_down: Callable[..., Someone]) -> None:
    rini = sit_down(javascript=False).go(NEW)
    rini.page.locator("#id_foto").set_input_files(files=[{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo("rini")}])
    rini.page.locator("#id_wilayah").select_option(RAPPOCINI)
    rini.write("Patokan", "Depan warung").write("Nomor HP", "0819-9990-0078")
    rini.page.locator("#id_teks").fill("Jalan berlubang dalam di depan warung")
    rini.page.locator("#id_jenis").select_option("jalan-rusak")
    rini.tick("Tanpa nama")
    rini.press("Kirim laporan", exact=True)
    while "/rincian/" in rini.page.url:
        for group in rini.page.locator("fieldset.field").all():
            group.get_by_role("radio").first.check()
        rini.press("Lanjut", exact=True)
    expect(rini.page).to_have_url(re.compile("/kode/"))
    rini.write("Kode dari SMS", code_for(rini, "0819-9990-0078")).press("Lanjut", exact=True)
    expect(rini.heading()).to_have_text("Laporan terkirim")
    report = Report.objects.get(text__startswith="Jalan berlubang dalam")
    assert (report.visibility, report.account_id, report.photos.count()) == ("anonymous", None, 1)
    rini.follow("Lihat laporan ini").sees("Tanpa nama: petugas dan umum tidak melihat siapa Anda.")


def test_a_report_written_without_a_network_is_sent_once_with_its_photos(
    neighbour: Someone, sit_down: Callable[..., Someone]
) -> None:
    page = neighbour.page
    neighbour.context.add_init_script(ONCE_BROKEN)
    watched(neighbour.go("/"))
    provided(neighbour).context.set_offline(True)
    takes(page, photo("satu"), photo("dua"))
    page.locator("#id_wilayah").select_option(RAPPOCINI)
    writes(neighbour, "Ditulis tanpa sinyal di lorong dua").press("Kirim laporan", exact=True)
    expect(page.get_by_text("Menunggu sinyal (1)")).to_be_visible(timeout=WAIT)
    page.reload()
    expect(page.get_by_text("Tidak ada jaringan. Tulis saja")).to_be_visible(timeout=WAIT)
    expect(page.get_by_text("Menunggu sinyal (1)")).to_be_visible(timeout=WAIT)
    expect(page.locator("[data-waiting-list]")).to_contain_text("Ditulis tanpa sinyal")
    other = neighbour.context.new_page()
    other.goto(NEW)
    expect(other.get_by_text("Menunggu sinyal (1)")).to_be_visible(timeout=WAIT)
    assert not Report.objects.filter(text__startswith="Ditulis tanpa sinyal").exists()
    neighbour.context.set_offline(False)
    expect(page.get_by_text("Menunggu sinyal (1)")).to_be_hidden(timeout=40_000)
    expect(other.get_by_text("Menunggu sinyal (1)")).to_be_hidden(timeout=WAIT)
    report = Report.objects.get(text__startswith="Ditulis tanpa sinyal")
    assert report.photos.count() == 2
    assert report.written_at < report.received_at
    assert page.evaluate("localStorage.getItem('rusak')") == "1", "the server was broken once on the way"
    other.close()
    forgiven(neighbour)


def test_written_without_a_network_on_the_page_that_the_telephone_kept(neighbour: Someone) -> None:
    page = neighbour.page
    watched(neighbour.go("/"))
    provided(neighbour)
    neighbour.go("/").context.set_offline(True)
    neighbour.go(NEW)
    expect(page.get_by_text("Tidak ada jaringan. Tulis saja")).to_be_visible(timeout=WAIT)
    takes(page, photo("tiga"))
    page.locator("#id_wilayah").select_option(RAPPOCINI)
    writes(neighbour, "Ditulis di halaman yang disimpan HP").press("Kirim laporan", exact=True)
    expect(page.get_by_text("Menunggu sinyal (1)")).to_be_visible(timeout=WAIT)
    neighbour.context.set_offline(False)
    expect(page.get_by_text("Menunggu sinyal (1)")).to_be_hidden(timeout=40_000)
    assert Report.objects.get(text__startswith="Ditulis di halaman").photos.count() == 1
    forgiven(neighbour)


def test_somebody_without_an_account_is_asked_for_the_code_when_the_network_is_back(sit_down: Callable[..., Someone]) -> None:
    rini = sit_down()
    watched(rini.go("/"))
    provided(rini).context.set_offline(True)
    rini.page.locator("#id_wilayah").select_option(RAPPOCINI)
    rini.write("Nomor HP", "0819-9990-0079")
    writes(rini, "Tanpa akun dan tanpa sinyal").press("Kirim laporan", exact=True)
    rini.sees("Menunggu sinyal (1)")
    rini.context.set_offline(False)
    onward = rini.page.get_by_role("link", name="Lengkapi, lalu kirim").or_(rini.page.get_by_label("Kode dari SMS"))
    expect(onward.first).to_be_visible(timeout=40_000)  # who still looks at the page is led on at once
    if "/kode/" not in rini.page.url:
        rini.follow("Lengkapi, lalu kirim")
    rini.write("Kode dari SMS", code_for(rini, "0819-9990-0079")).press("Lanjut", exact=True)
    expect(rini.heading()).to_have_text("Laporan terkirim", timeout=WAIT)
    assert Report.objects.filter(text__startswith="Tanpa akun dan tanpa sinyal").count() == 1
    rini.go("/aduan/saya/").sees("Lampu jalan mati")
    expect(rini.page.locator("[data-waiting-reports]")).to_be_hidden()
    forgiven(rini)


def test_the_map_of_the_list_moves_and_leads_to_an_incident(sit_down: Callable[..., Someone]) -> None:
    told(3200)
    somebody = sit_down().go("/aduan/?lihat=peta")
    page = somebody.page
    expect(page.locator(".marks a").first).to_be_visible(timeout=WAIT)
    for _ in range(12):
        if page.locator(".marks .mark-one").count():
            break
        page.locator(".marks .mark-many").first.click()
        page.wait_for_timeout(400)
    link = page.locator(".marks .mark-one").first.get_attribute("href")
    assert link is not None
    assert Incident.objects.filter(code=link.strip("/").split("/")[-1], in_public=True).exists()
    somebody.go(link).sees("Yang memegang")


def test_axe_finds_nothing_and_nothing_is_too_wide(sit_down: Callable[..., Someone]) -> None:
    tono = told(3000)
    code = tono.incident.code
    open_pages = [NEW, "/aduan/", "/aduan/?lihat=peta", f"/aduan/{code}/", "/aduan/saya/nomor-hp/", "/aduan/tanpa-sinyal/"]
    own = ["/aduan/saya/", f"/aduan/laporan/{tono.number}/", f"/aduan/laporan/{tono.number}/tarik/", "/aduan/saya/wilayah/"]
    said: list[str] = []
    for size in ((320, 640), (768, 1024), (1366, 768)):
        for who, addresses in (
            (sit_down(size=size), open_pages),
            (signed_in_as(sit_down(size=size), Cast().account("tono")), own),
        ):
            for address in addresses:
                who.go(address)
                if size[0] != 768:  # between the two, only whether everything has its place
                    said += [f"{address} {size[0]} px: {one}" for one in complaints(who.page)]
                said += [] if who.fits() else [f"{address} is wider than {size[0]} px"]
    assert said == []
