"""What a link opens: one report and nothing else of that telephone, and what may be answered there."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases.errors import LinkIsDead
from lorong.kernel.people import limits
from lorong.kernel.people.values import VISITOR
from lorong.lib.actors import Actor
from lorong.lib.phrases import phrase
from lorong.lib.refusals import NotAllowed, Refusal
from lorong.portals.door.proof import address_of
from lorong.portals.look.files import hand_out
from lorong.portals.look.said import said
from lorong.services.complaints import actions, queries
from lorong.services.complaints.errors import not_here
from lorong.services.complaints.forms import FixedForm, SayForm
from lorong.services.complaints.models import ReportLink
from lorong.services.complaints.onetap.actions import JUDGE, use_link
from lorong.services.complaints.onetap.queries import link_of
from lorong.services.complaints.pages import told
from lorong.services.complaints.queries import OwnReport
from lorong.services.complaints.values import OPEN_STAGES, Shot, Teller

UNKNOWN = limits.Rule(
    "tautan-asing", 60, 3600, phrase("Terlalu banyak tautan yang tidak dikenal. Tunggu satu jam, lalu buka dari SMS.")
)
ACTS = limits.Rule(
    "tautan", 20, 3600, phrase("Sudah 20 kali mengirim lewat tautan ini dalam satu jam. Tunggu sebentar, lalu kirim lagi.")
)
WRITE_ID = "tulis_%s"  # two forms on one page, each with a field of the same name
FIELDS = {"photos": "galeri", "note": "catatan", "body": "pesan"}


def opened(request: HttpRequest, token: str) -> ReportLink:
    """The link of this page. Raises LinkIsDead; TooMany for an address that tries many which are none."""
    try:
        return link_of(token, at=timezone.now())
    except LinkIsDead:
        limits.apply(UNKNOWN, address_of(request))
        raise


def show(
    request: HttpRequest, link: ReportLink, *, judging: FixedForm | None = None, saying: SayForm | None = None
) -> HttpResponse:
    """The page, with what was typed when it could not be taken. Nothing is noted as read: a program may be looking."""
    own = queries.own_report(whose(link), link.report.number)
    over = own.stage not in OPEN_STAGES
    keyed = {"kunci": uuid.uuid4().hex}
    context = {
        "own": own,
        "token": _token(request),
        "title": said(own.title),
        "side": told.side_of(own.stage) if own.may_judge or own.asked else told.side_for_all(own.stage),
        "stage": said(own.stage.words),
        "sentence": said(own.stage.sentence),
        "place": told.place_words(own.where, own.region),
        "promise": told.promise_words(own.promised_from, own.promised_until, over=over),
        "asked": said(own.asked) if own.asked else "",
        "judge": (judging or FixedForm(initial=keyed, photos=True)) if asks(link, own) else None,
        "pictures": _pictures(request, own),
        "form": saying or SayForm(initial=keyed, auto_id=WRITE_ID),
        "over": over,
        "nav": "reports",
    }
    wrong = any(form is not None and form.is_bound and form.errors for form in (judging, saying))
    response = render(request, "complaints/onetap.html", context, status=422 if wrong else 200)
    response["X-Robots-Tag"] = "noindex"
    return response


def asks(link: ReportLink, own: OwnReport) -> bool:
    """Whether this link may answer the question that is open, or open again what was closed."""
    return link.purpose == JUDGE and (own.may_judge or own.may_reopen)


def judge(request: HttpRequest, link: ReportLink, form: FixedForm) -> None:
    """Yes it is, or no it is not, as the telephone that the link was sent to. Raises Refusal."""
    actor, got = _acting(request, link), form.cleaned_data
    if link.purpose != JUDGE:
        raise NotAllowed(
            "Tautan ini hanya untuk membaca dan menulis pesan. Kami kirim tautan lain begitu jawaban Anda diperlukan."
        )
    agrees = got["beres"] == "ya"
    actions.answer_fixed(
        actor=actor,
        incident=link.report.incident,
        report=link.report,
        agrees=agrees,
        note=got.get("catatan", "").strip(),
        photos=[] if agrees else [photo.read() for photo in got.get("galeri", [])],
        key=got["kunci"],
        who=whose(link),
    )
    thanks = gettext("Terima kasih. Aduan ini ditutup sebagai beres.")
    again = gettext("Terima kasih. Aduan ini dibuka lagi, dan semua pelapor dikabari.")
    messages.success(request, thanks if agrees else again)


def say(request: HttpRequest, link: ReportLink, form: SayForm) -> None:
    """Write to the office, or give what it asked for. Raises Refusal."""
    actor, got, who = _acting(request, link), form.cleaned_data, whose(link)
    given: dict[str, Any] = {"actor": actor, "report": link.report, "body": got["pesan"], "key": got["kunci"], "who": who}
    if queries.own_report(who, link.report.number).asked:
        actions.answer_data(photos=[photo.read() for photo in got.get("galeri", [])], **given)
        messages.success(request, gettext("Keterangan Anda sudah diterima. Petugas melanjutkan."))
    else:
        actions.say(**given)
    actions.mark_seen(actor=actor, report=link.report, who=who)


def photo(link: ReportLink, pk: int) -> HttpResponseBase:
    """A small picture of an officer's visit to what this report tells of. Raises NotFound."""
    own = queries.own_report(whose(link), link.report.number)
    if pk not in {shot.id for shot in own.visits}:
        raise not_here()
    return hand_out(queries.shown_visit(pk, whose(link), small=True))


def whose(link: ReportLink) -> Teller:
    """The telephone that the link was sent to."""
    return Teller(phone=link.report.phone)


def field_of(refusal: Refusal, form: forms.Form) -> str | None:
    """The field of the form that a refusal is about."""
    name = FIELDS.get(refusal.field or "", "")
    return name if name in form.fields else None


def _acting(request: HttpRequest, link: ReportLink) -> Actor:
    """Nobody's account: the telephone, which the link proves."""
    limits.apply(ACTS, str(link.pk))
    use_link(actor=VISITOR, link=link, token=_token(request), at=timezone.now())
    return VISITOR


def _token(request: HttpRequest) -> str:
    return str(request.resolver_match.kwargs["token"]) if request.resolver_match else ""


def _pictures(request: HttpRequest, own: OwnReport) -> list[tuple[str, Shot]]:
    """The newest picture of each kind: before, after."""
    newest = {shot.kind: shot for shot in own.visits}
    return [
        (reverse("onetap:photo", args=[_token(request), newest[k].id]), newest[k]) for k in ("before", "after") if k in newest
    ]
