"""One's own reports: the list, and one of them with its thread."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from lorong.portals.door.proof import actor_or_visitor, proved_phone
from lorong.portals.look.said import said
from lorong.services.complaints import actions, queries
from lorong.services.complaints.forms import SayForm
from lorong.services.complaints.pages import listing, one, telling, told
from lorong.services.complaints.pages.told import Line
from lorong.services.complaints.queries import Mine, OwnReport
from lorong.services.complaints.values import OPEN_STAGES, Stage, Teller


def listed(request: HttpRequest, who: Teller) -> dict[str, Any]:
    """My reports, newest first, and what I follow."""
    page = queries.reports_of(who, cursor=request.GET.get("sesudah", ""))
    return {
        "rows": [_line(row) for row in page.rows],
        "page": page,
        "followed": [listing.line_of(row) for row in queries.followed(who)] if page.is_first else [],
        "phone": proved_phone(request) if who.account_id is None else "",
        "nav": "reports",
    }


def _line(row: Mine) -> Line:
    if row.withdrawn_at is not None:
        stage, side = said(Stage.WITHDRAWN.words), told.side_of(Stage.WITHDRAWN)
    else:
        asked = row.may_judge or row.stage is Stage.WAITING_FOR_DATA
        stage, side = said(row.stage.words), (told.side_of if asked else told.side_for_all)(row.stage)
    note = [told.place_words(row.where, row.region), told.day_words(row.received_at)]
    if row.unread:
        note.append(ngettext("%(n)s pesan baru", "%(n)s pesan baru", row.unread) % {"n": row.unread})
    return Line(row.number, said(row.title), side, stage, ", ".join(note), icon="camera")


def show(request: HttpRequest, own: OwnReport, form: SayForm) -> HttpResponse:
    """A report as whoever told it sees it; what the office wrote counts as read."""
    who = telling.teller(request)
    assert who is not None, "the view asked"
    row = queries.own_row(who, own.number)
    actions.mark_seen(actor=actor_or_visitor(request), report=row, who=who)
    over = own.stage not in OPEN_STAGES or own.withdrawn_at is not None
    context = {
        "own": own,
        "title": said(own.title),
        "side": told.side_of(own.stage) if own.may_judge or own.asked else told.side_for_all(own.stage),
        "stage": said(own.stage.words),
        "sentence": said(own.stage.sentence),
        "place": told.place_words(own.where, own.region),
        "promise": told.promise_words(own.promised_from, own.promised_until, over=over),
        "photos": [(told.photo_url(shot.id), told.photo_url(shot.id, full=True)) for shot in own.photos],
        "refused": [said(sentence) for sentence in own.refused],
        "asked": said(own.asked) if own.asked else "",
        "stations": one.stations(own.timeline, over=over, now=said(own.stage.words)),
        "limits": [] if over else one.limits(own.case_number),
        "form": form,
        "over": over,
        "rounds": one.rounds(row.incident),
        "nav": "reports",
    }
    return render(request, "complaints/own.html", context, status=422 if form.is_bound and form.errors else 200)


def say(request: HttpRequest, own: OwnReport, who: Teller, form: SayForm) -> None:
    """Write to the office; what it asked for is given with pictures, and the case goes on."""
    got, actor, report = form.cleaned_data, actor_or_visitor(request), queries.own_row(who, own.number)
    if own.asked:
        photos = [photo.read() for photo in got.get("galeri", [])]
        actions.answer_data(actor=actor, report=report, body=got["pesan"], key=got["kunci"], who=who, photos=photos)
        messages.success(request, gettext("Keterangan Anda sudah diterima. Petugas melanjutkan."))
    else:
        actions.say(actor=actor, report=report, body=got["pesan"], key=got["kunci"], who=who)
