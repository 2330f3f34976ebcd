"""What the office wrote is read by the city that forwarded it, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lorong.services.complaints.models import Line, Origin
from lorong.services.complaints.open311.tests.conftest import App, assert_fault, checked
from lorong.services.complaints.tests.conftest import RAPPOCINI, Street

pytestmark = pytest.mark.django_db
Made = Callable[..., App]


def test_only_who_forwarded_it_reads_what_the_office_wrote(app: Made, street: Street):
    palopo, other, reader = app(name="Kota Palopo", agency=True), app(name="Kota Lain", agency=True), app()
    code = palopo.post(external_id="P-1", first_name="").json()[0]["service_request_id"]
    report = Origin.objects.get(reference="P-1").report
    Line.objects.create(report=report, key="a", side="city", author="Budi", body="Kami datang besok")
    Line.objects.create(report=report, key="b", side="reporter", body="Baik")
    path = f"/open311/v2/requests/{code}/messages.json"
    answer = palopo.client.get(path, headers={"Authorization": f"Bearer {palopo.key}"})
    assert [one["description"] for one in answer.json()] == ["Kami datang besok"] and "Budi" not in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    for somebody in (other, reader):
        assert_fault(somebody.client.get(path, headers={"Authorization": f"Bearer {somebody.key}"}), 404)
    assert_fault(palopo.client.get(path), 403)
    assert_fault(palopo.client.get(f"{path}?api_key={palopo.key}"), 403)


def test_only_another_city_says_where_it_is_from_and_may_point_outside(app: Made, street: Street):
    outside = {"lat": "-3.0", "long": "120.19", "address_string": "Kelurahan Rappocini, dekat batas"}
    assert_fault(app().post(external_id="P-2", **outside), 400, "di luar")
    palopo = app(name="Kota Palopo", agency=True)
    numbers = {palopo.post(external_id="P-2", **outside).json()[0]["service_request_id"] for _ in range(2)}
    report = Origin.objects.select_related("report").get().report
    assert len(numbers) == 1 and (report.region, report.place) == (RAPPOCINI, None)
    assert "Titik menurut Kota Palopo: -3.00000, 120.19000, di luar kota ini." in report.text
    app().post(external_id="P-3")
    assert not Origin.objects.filter(reference="P-3").exists()


def test_a_merged_request_says_where_it_went(app: Made, street: Street):
    one, other = (street.tell(name).incident for name in ("siti", "tono"))
    checked(street, one)
    type(one).objects.filter(pk=other.pk).update(merged_into=one, ended="merged", ended_at=one.opened_at)
    (told,) = app().get(f"v2/requests/{other.code}.json", extensions="true").json()
    assert told["extended_attributes"]["merged_into"] == one.code
