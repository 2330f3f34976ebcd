"""A report with one photo of 3 MB, as a telephone sends it, until 201; against a minimal Django form that keeps the same file.

Both answer when file and rows are on the disk. What the form does when it leaves the file to the system's cache is in the note.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse

from bench.complaints import categories, places
from bench.frame import AT_LEAST, Line, Reach, Result, against
from bench.growth import signed
from bench.minimal_site import minimal
from bench.place import Place
from bench.uploading import upload
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.people.models import Account, Person
from lorong.lib.places import Spot, distance
from lorong.services.complaints.models import Photo, Report
from lorong.services.complaints.values import AN_HOUR

LINE = Line(
    "report_post", "POST report with one 3 MB photo until 201", "a minimal Django POST that keeps the file and inserts three rows"
)
ROUNDS, EACH = 5, 60
APART = 100  # metres; what is told of this category is near within 60
TOKEN = "c" * 32


def measure(place: Place) -> list[Result]:
    """Reports a second that are in, with their photo on the disk, against files that the small form keeps."""
    name = place.fresh()
    rounds = 1 if place.small else ROUNDS
    each = 8 if place.small else EACH
    forms = _forms(each * rounds + 4)
    plain_forms = [{**form, "cookie": "a=b"} for form in forms]
    path, found = reverse("complaints:send"), list[tuple[float, float, float]]()
    proxied = {"LORONG_BEHIND_PROXY": "1"}  # so that every telephone has an address of its own
    with place.serving(name, more=proxied) as product, minimal(place, name) as plain:
        upload(product, path, forms[:1])  # what every process loads once
        upload(plain, "/keep/", plain_forms[:1])
        for turn in range(rounds):
            part = slice(4 + turn * each, 4 + (turn + 1) * each)
            told = upload(product, path, forms[part])
            found.append((told, upload(plain, "/keep/", plain_forms[part]), upload(plain, "/leave/", plain_forms[part])))
    count = each * rounds + 1
    assert (Report.objects.count(), Photo.objects.filter(raw__isnull=False).count()) == (count, count), "every report is in"
    value, base, left = (statistics.median(column) for column in zip(*found, strict=True))
    note = f"the form without waiting for the disk to have the file: {left:.1f} /s, {value / left:.2f} of it"
    return [against(LINE.id, value, "/s", base, Reach(AT_LEAST, 0.5), note=note)]


def _forms(count: int) -> list[dict[str, Any]]:
    """That many finished reports of people who may send as many in an hour."""
    slug = "sampah-tidak-diangkut"
    assert slug in categories(), f"{slug} is in force"
    people = _cookies(-(-count // AN_HOUR))
    answers = _answers(slug)
    forms = []
    for number, spot in enumerate(_apart(count)):
        fields = {
            "teks": "Sampah di depan lorong belum diangkut lima hari", "jenis": slug, "lintang": f"{spot.lat:.6f}",
            "bujur": f"{spot.lon:.6f}", "dari": "device", "akurasi": "12", "patokan": "Depan warung contoh", "tampil": "open",
            "csrfmiddlewaretoken": TOKEN, "ditanya": slug, **answers,
        }  # fmt: skip
        forms.append({"cookie": people[number // AN_HOUR], "address": f"10.0.{number // 200}.{number % 200}", "fields": fields})
    return forms


def _apart(count: int) -> list[Spot]:
    """Places so far from each other that none is near another: what is near by is looked for, and nothing is found."""
    found: list[Spot] = []
    for _, spot in places(count * 2):
        if len(found) < count and all(distance(*spot, *other) > APART for other in found):
            found.append(spot)
    assert len(found) == count, "the city is large enough"
    return found


def _cookies(count: int) -> list[str]:
    found = []
    for person in Person.objects.filter(synthetic=True, died_on=None, accounts=None).order_by("pk")[:count]:
        account = Account.objects.create(person=person, is_active=True, demo=True)
        found.append(f"{signed(account)}; {settings.CSRF_COOKIE_NAME}={TOKEN}")
    return found


def _answers(slug: str) -> dict[str, str]:
    published = catalog.current_by_slug(slug, public=True)
    assert published is not None
    return dict(_given(slug, published))


def _given(slug: str, published: Any) -> Iterator[tuple[str, str]]:
    for asked in published.form.fields:
        if asked.type == "choice":
            yield f"t-{slug}-{asked.id}", asked.choices[0].value
        elif asked.type == "yesno":
            yield f"t-{slug}-{asked.id}", "tidak"
