"""Sending an application of three answers, against a minimal Django form that inserts three rows: same server, same run."""

from __future__ import annotations

import statistics
import uuid
from copy import copy
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from bench import asking
from bench.acts import ANSWERS, SLUG, Office
from bench.frame import AT_LEAST, Line, Reach, Result, against
from bench.growth import signed
from bench.minimal_site import minimal
from bench.place import Place
from lorong.kernel.cases import actions as cases
from lorong.kernel.cases.models import Case, Draft
from lorong.kernel.city import queries as city
from lorong.kernel.documents.models import Document

LINE = Line("apply", "POST application, three answers", "a minimal Django POST that inserts three rows")
ROUNDS = 3
TOKEN = "b" * 32
FIELDS = ("nama_usaha", "jenis_usaha", "alamat_usaha")


def measure(place: Place) -> list[Result]:
    """Cases a second that come into being, against forms a second that are taken."""
    name = place.fresh()
    office = Office()
    each = 10 if place.small else 250
    drafts = _drafts(office, each * ROUNDS)
    cookie = f"{signed(office.account)}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    body = urlencode({"csrfmiddlewaretoken": TOKEN, "benar": "1"})
    sends = [asking.post(reverse("applying:review", args=[pk]), body, cookie=cookie) for pk in drafts]
    plain_form = asking.post("/take/", urlencode({f: ANSWERS[f] for f in FIELDS}), cookie="a=b")
    seconds = 0.5 if place.small else place.seconds / ROUNDS
    before, found = Case.objects.count(), []
    with place.serving(name) as product, minimal(place, name) as plain:
        asking.ask(product, asking.get("/"), 1, wanted=200)  # what every process loads once
        asking.ask(plain, plain_form, 1, wanted=302)
        for turn in range(1 if place.small else ROUNDS):
            ours = asking.ask(product, sends[turn * each : (turn + 1) * each], 600, wanted=302)
            found.append((ours, asking.ask(plain, plain_form, seconds, wanted=302)))
    assert Case.objects.count() - before == each * len(found), "every form that was taken is a case"
    value, base = (statistics.median(column) for column in zip(*found, strict=True))
    return [against(LINE.id, value, "/s", base, Reach(AT_LEAST, 0.2))]


def _drafts(office: Office, count: int) -> list[int]:
    """That many finished drafts. A resident has one of a service at a time: the others are copies of it, each with papers of its
    own, which sending makes papers of the case."""
    actor = city.actor_of(office.account)
    assert actor is not None
    draft = cases.begin_draft(actor=actor, slug=SLUG, applicant=office.resident, subject=office.resident)
    cases.save_page(actor=actor, draft=draft, answers=ANSWERS)
    for need in office.documents:
        assert need.document is not None
        cases.attach(actor=actor, draft=draft, requirement=need.requirement.id, document=need.document)
    written = Draft.objects.get(pk=draft.pk)
    copies = [copy(written) for _ in range(count)]
    papers: list[Document] = []
    for made in copies:
        own = {need.requirement.id: copy(need.document) for need in office.documents if need.document is not None}
        for paper in own.values():
            paper.pk = uuid.uuid4()
        papers += own.values()
        made.pk, made.key, made.documents = None, uuid.uuid4().hex, {name: str(paper.pk) for name, paper in own.items()}
    Document.objects.bulk_create(papers)
    return [made.pk for made in Draft.objects.bulk_create(copies)]
