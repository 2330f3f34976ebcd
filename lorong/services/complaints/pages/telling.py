"""From the first page to the number: which page comes next, what is still missing, and the sending."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.city import queries as city
from lorong.kernel.people.limits import Rule, apply_all
from lorong.lib.phrases import phrase
from lorong.lib.refusals import Refusal, TooMany
from lorong.portals.door import incoming
from lorong.portals.door.proof import actor_or_visitor, address_of, ask_code, asked_phone, proved_phone
from lorong.portals.look.questions import QuestionForm
from lorong.portals.look.said import said
from lorong.services.complaints import actions, limits, queries, suggesting
from lorong.services.complaints.forms import TellForm
from lorong.services.complaints.models import Report
from lorong.services.complaints.pages import categories, land
from lorong.services.complaints.pages import draft as drafts
from lorong.services.complaints.pages.draft import FOLLOW, JOIN, NEW, Draft
from lorong.services.complaints.queries.sent import number_under
from lorong.services.complaints.values import LONGEST, MOST_PHOTOS, WHERE_LONGEST, Near, Teller, Telling

PICTURES = Rule(  # of one address: a family, or a village office where people stand in line
    "aduan-foto", 60, 3600, phrase("Dari jaringan internet ini sudah banyak foto. Tunggu satu jam, lalu kirim lagi.")
)
FIELDS = {"text": "teks", "category": "jenis", "region": "wilayah", "place": "wilayah", "where": "patokan", "photos": "foto"}
FIELDS |= {"phone": "hp", "name": "nama", "visibility": "tampil"}


def teller(request: HttpRequest) -> Teller | None:
    """Who tells: the account that is signed in, or a phone that was proved; None while nobody is known."""
    actor = actor_or_visitor(request)
    if actor.account_id is not None:
        return Teller(actor.account_id, None)
    phone = proved_phone(request)
    return Teller(None, phone) if phone else None


def begun(request: HttpRequest) -> Draft:
    """What this visitor has begun; something new otherwise, of the kind that the address names."""
    found = drafts.kept(request) or Draft(key=uuid.uuid4().hex)
    kind = categories.category(request.GET.get("jenis", "")[:80])
    return replace(found, category=kind.slug) if kind is not None and kind.slug != found.category else found


def form_of(request: HttpRequest, draft: Draft) -> TellForm:
    """The first page as a form; filled in with what was sent, or what is kept."""
    known = actor_or_visitor(request).account_id is not None
    held = sum(photo.name != request.POST.get("buang", "") for photo in draft.photos)
    if request.method == "POST":
        return TellForm(request.POST, request.FILES, held=held, known=known)
    first = TellForm.shown(draft)
    return TellForm(initial={**first, "hp": draft.phone or proved_phone(request)}, held=held, known=known)


def taken(request: HttpRequest, draft: Draft, form: TellForm) -> Draft:
    """The draft with what was sent, whether it is right or not: nothing that somebody typed is lost. Raises TooMany."""
    if form.pictures and form.held < MOST_PHOTOS:
        apply_all([PICTURES], address_of(request))
    return as_sent(request, draft, form)


def as_sent(request: HttpRequest, draft: Draft, form: TellForm) -> Draft:
    """As `taken`, for a caller who counts the pictures by `count`."""
    got = form.cleaned_data
    sent = [incoming.sent(one) for one in form.pictures][: MOST_PHOTOS - form.held]
    typed = form.data.get
    moved = typed("jenis", "") != draft.category or got.get("lintang") != draft.lat
    found = replace(
        draft,
        key=str(got.get("kunci") or draft.key),
        text=str(typed("teks", ""))[:LONGEST],
        category=got.get("jenis", ""),
        visibility=got.get("tampil") or draft.visibility,
        lat=got.get("lintang"),
        lon=got.get("bujur"),
        accuracy=int(got["akurasi"]) if got.get("akurasi") is not None else None,
        place_from=_place_from(got),
        where=str(typed("patokan", ""))[:WHERE_LONGEST],
        region=got.get("wilayah", ""),
        name=str(typed("nama", ""))[:120],
        phone=got.get("hp", "") or "",
        choice="" if moved else draft.choice,
        written_at=got["ditulis"].isoformat() if got.get("ditulis") else draft.written_at,
        clock_off=drafts.clock_off(got.get("dikirim")),
    )
    found = drafts.with_photos(found, sent, without=str(typed("buang", "")))
    return _with_answers(request, found)


def _place_from(got: dict[str, Any]) -> str:
    if got.get("lintang") is not None:
        return got["dari"] if got.get("dari") in {"device", "pin"} else "pin"
    return "landmark" if got.get("patokan") else "region"


def _with_answers(request: HttpRequest, draft: Draft) -> Draft:
    """Answers to the extra questions, where the page had them beside the rest (with scripts)."""
    if not draft.category or request.POST.get("ditanya") != draft.category:
        return draft
    form = questions(draft, request.POST)
    if form is None or not form.is_valid():
        return draft
    return replace(draft, answers=form.typed, asked=draft.category)


def questions(draft: Draft, data: Any = None) -> QuestionForm | None:
    """The extra questions of the kind; None when it has none."""
    published = categories.published(draft.category)
    if published is None or not published.form.fields:
        return None
    raw = draft.answers if draft.asked == draft.category else {}
    asked = published.form.fields
    return QuestionForm(
        published.form, asked, raw=raw, offered={}, family=(), today=city.today(), data=data, prefix=f"t-{draft.category}"
    )


def questions_of(slug: str) -> list[tuple[str, QuestionForm]]:
    """[(slug, its extra questions)] of one kind; empty when there are none."""
    form = questions(Draft(category=slug))
    return [(slug, form)] if form is not None else []


def show(request: HttpRequest, draft: Draft, form: TellForm) -> HttpResponse:
    """The first page; 422 when something must be mended."""
    drawn = land.land()
    context = {
        "form": form,
        "draft": draft,
        "land": drawn,
        "pin": drawn.xy(draft.spot) if drawn is not None and draft.spot is not None else None,
        "nav": "reports",
        "known": actor_or_visitor(request).account_id is not None,
        "suggested": suggested(draft.text) if not draft.category and draft.text else [],
    }
    return render(request, "complaints/new.html", context, status=422 if form.is_bound and form.errors else 200)


def suggested(text: str) -> list[categories.Category]:
    """The kinds that the words speak of, the likeliest first."""
    found = (categories.category(one.slug) for one in suggesting.suggest(text))
    return [kind for kind in found if kind is not None]


def near(draft: Draft) -> list[Near]:
    """Incidents of the same kind near by; none when only the kelurahan is known."""
    if draft.spot is None or not draft.category:
        return []
    return queries.nearby(category=draft.category, spot=draft.spot, at=timezone.now())


def onward(request: HttpRequest, draft: Draft) -> HttpResponse:
    """To the next page that is needed; at the end the report is sent."""
    who = teller(request)
    number = number_under(draft.key, who) if who is not None else ""
    if number:
        return _told(request, draft, number)
    drafts.keep(request, draft)
    try:
        stop = needs(request, draft)
        if stop:
            return redirect(f"complaints:{stop}")
        return _followed(request, draft) if draft.follows else _sent(request, draft)
    except Refusal as refusal:
        return refused(request, draft, refusal)


def was_told(request: HttpRequest, draft: Draft) -> bool:
    """Whether it is in already, sent before by the same one."""
    who = teller(request)
    return who is not None and bool(number_under(draft.key, who))


def needs(request: HttpRequest, draft: Draft) -> str:
    """The page that this report still needs; "" when it can be sent. A code is asked for on the way. Raises TooMany."""
    begins_elsewhere = bool(draft.joins or draft.follows)
    if not begins_elsewhere and not (draft.category and (draft.text.strip() or draft.photos)):
        return "new"
    if not draft.choice and near(draft):
        return "near"
    if not begins_elsewhere and draft.asked != draft.category and questions(draft) is not None:
        return "details"
    who = teller(request)
    if who is not None and (who.phone is None or draft.phone in {"", who.phone}):
        return ""
    if not draft.phone:
        return "phone"
    if asked_phone(request) != draft.phone:
        ask_code(request, draft.phone)
    return "code"


def refused(request: HttpRequest, draft: Draft, refusal: Refusal) -> HttpResponse:
    """What the city said no to, at its field, with everything typed still there."""
    known = actor_or_visitor(request).account_id is not None
    first = {name: "" if value is None else value for name, value in TellForm.shown(draft).items()}
    form = TellForm(first, held=len(draft.photos), known=known)
    form.full_clean()
    name = FIELDS.get(refusal.field or "", refusal.field or "")
    form.add_error(name if name in form.fields else None, said(refusal))
    return show(request, draft, form)


def telling_of(draft: Draft) -> Telling:
    """A draft as the room takes it."""
    written_at, sent_at = draft.written(timezone.now())
    return Telling(
        category=draft.category,
        text=draft.text,
        visibility=draft.visibility,
        spot=draft.spot,
        place_from=draft.place_from,
        accuracy=draft.accuracy,
        where=draft.where,
        region=draft.region,
        answers=draft.answers if draft.asked == draft.category else {},
        name=draft.name,
        phone=draft.phone,
        written_at=written_at,
        sent_at=sent_at,
        join=draft.joins,
    )


def is_ready(request: HttpRequest, draft: Draft) -> bool:
    """Whether it can be sent as it is, by somebody with an account, of whom nothing is asked on the way."""
    return actor_or_visitor(request).account_id is not None and not needs(request, draft)


def count(request: HttpRequest, draft: Draft, *, tells: bool) -> None:
    """Count what came from this address: its pictures and, when it is told at once, the report. Raises TooMany."""
    rules = ([PICTURES] if draft.photos else []) + ([limits.ADDRESS] if tells else [])
    apply_all(rules, address_of(request))


def tell(request: HttpRequest, draft: Draft, *, counted: bool = False) -> Report:
    """Send it. Twice is once: the draft has its key. counted: by `count`, of this address. Raises Refusal."""
    who = teller(request)
    assert who is not None, "whoever tells is known by now"
    if not counted:
        limits.admit(address_of(request))
    telling = replace(telling_of(draft), phone=who.phone or "")
    return actions.tell(actor=actor_or_visitor(request), telling=telling, photos=drafts.pictures(draft), key=draft.key)


def _sent(request: HttpRequest, draft: Draft) -> HttpResponse:
    return _told(request, draft, tell(request, draft).number)


def _told(request: HttpRequest, draft: Draft, number: str) -> HttpResponse:
    drafts.forget(request)
    return redirect(f"{reverse('complaints:sent')}?nomor={number}&kunci={draft.key}")


def _followed(request: HttpRequest, draft: Draft) -> HttpResponse:
    who = teller(request)
    assert who is not None, "whoever follows is known by now"
    incident = queries.incident(draft.follows)
    actions.follow(actor=actor_or_visitor(request), incident=incident, who=who)
    drafts.forget(request)
    messages.success(request, gettext("Anda akan dikabari setiap kali ada perkembangan."))
    return redirect("complaints:incident", code=draft.follows)


def joining(draft: Draft, code: str) -> Draft:
    """The draft of somebody to whom the same happens."""
    return replace(draft, choice=f"{JOIN}{code}")


def following(draft: Draft, code: str) -> Draft:
    """The draft of somebody who only wants to hear of it."""
    return replace(draft, choice=f"{FOLLOW}{code}")


def something_else(draft: Draft) -> Draft:
    """What is near by is not what this is about."""
    return replace(draft, choice=NEW)


def show_code(request: HttpRequest, form: Any, phone: str, *, again: str) -> HttpResponse:
    """The page that asks for the code from the SMS. again: name of the URL that sends another one."""
    context = {"form": form, "phone": phone, "here": request.path, "again": reverse(again), "nav": "reports"}
    return render(request, "complaints/code.html", context, status=422 if form.errors else 200)


def again(request: HttpRequest, *, page: str, without: str) -> HttpResponse:
    """Another code for the same phone, then back to the page that asks for it. without: where one goes who gave no phone."""
    to = asked_phone(request)
    if not to:
        return redirect(without)
    try:
        ask_code(request, to)
        messages.success(request, gettext("Kode baru sedang dikirim."))
    except TooMany as refusal:
        messages.error(request, said(refusal))
    return redirect(page)
