"""The page of one incident, and what whoever reads it can do there."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases import queries as cases
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.wording import in_language
from lorong.lib.actors import SISTEM
from lorong.portals.door.proof import actor_or_visitor, drafts
from lorong.portals.look.said import said
from lorong.portals.look.values import Fact, State, Station
from lorong.services.complaints import actions, queries
from lorong.services.complaints.forms import FixedForm
from lorong.services.complaints.models import Incident
from lorong.services.complaints.pages import land, told
from lorong.services.complaints.pages import telling as writing
from lorong.services.complaints.pages.draft import JOIN, Draft
from lorong.services.complaints.queries import OwnReport
from lorong.services.complaints.values import ANSWER, OPEN_STAGES, PublicPage, Stage, Teller, Told

AIM = "aduan-tujuan"
OURS = re.compile(r"/aduan/[0-9A-Za-z/-]{0,80}")


def page(request: HttpRequest, shown: PublicPage) -> dict[str, Any]:
    """Everything the template of one incident is given."""
    over = shown.stage not in OPEN_STAGES
    who, row = writing.teller(request), queries.incident(shown.code)
    drawn = land.land()
    place = drawn.xy(shown.spot) if drawn is not None and shown.spot is not None else None
    return {
        "shown": shown,
        "title": said(shown.title),
        "side": told.side_for_all(shown.stage),
        "stage": said(shown.stage.words),
        "sentence": said(shown.stage.sentence),
        "place": told.place_words(shown.where, shown.region),
        "promise": told.promise_words(shown.promised_from, shown.promised_until, over=over),
        "stations": stations(shown.timeline, over=over, now=said(shown.stage.words)),
        "limits": [] if over else limits(shown.case_number),
        "facts": _facts(shown),
        "photos": _shots(shown, answers=False),
        "answers": _shots(shown, answers=True),
        "before": _last(shown, "before"),
        "after": _last(shown, "after"),
        "mine": queries.mine_in(shown.code, who) if who is not None else None,
        "over": over,
        "rounds": rounds(row),
        "recurrence": queries.recurrence(row),
        "asks": shown.stage is Stage.ASKED_IF_FIXED,
        "land": drawn.near(shown.region) if drawn is not None else None,
        "pin": place,
        "nav": "reports",
    }


def _facts(shown: PublicPage) -> list[Fact]:
    found = [Fact(gettext("pelapor"), str(shown.reporters)), Fact(gettext("yang mengikuti"), str(shown.followers))]
    if shown.contradicted:
        found.append(Fact(gettext("kali dinyatakan beres, padahal belum"), str(shown.contradicted)))
    return found


def _shots(shown: PublicPage, *, answers: bool) -> list[tuple[str, str, Any]]:
    """The residents' pictures: those of the reports, or those that came with the answer to "is it really fixed?"."""
    found = [shot for shot in shown.photos if (shot.kind == ANSWER) is answers]
    return [(told.photo_url(shot.id), told.photo_url(shot.id, full=True), shot) for shot in found]


def _last(shown: PublicPage, kind: str) -> tuple[str, str, Any] | None:
    """The newest of the officers' pictures of this kind."""
    found = [shot for shot in shown.visits if shot.kind == kind]
    return (told.visit_url(found[-1].id), told.visit_url(found[-1].id, full=True), found[-1]) if found else None


def stations(timeline: Sequence[Told], *, over: bool, now: str) -> list[Station]:
    """The timeline as the line of the house: what happened, and where it stands now."""
    done = [
        Station(said(line.what), State.DONE, note=", ".join(p for p in (told.day_words(line.at), line.who) if p), icon="check")
        for line in timeline
    ]
    return done if over else [*done, Station(now, State.NOW_CITY)]


def rounds(incident: Incident) -> dict[str, Any]:
    """When it was opened again, and what was promised before; empty while it never was."""
    if incident.round == 1:
        return {}
    *earlier, now = queries.rounds(incident)
    words = [
        (told.day_words(one.begun_at), told.day_words(one.promised_until) if one.promised_until else "", one.ended_at)
        for one in earlier
    ]
    return {"begun": told.day_words(now.begun_at), "earlier": words}


def limits(number: str) -> list[tuple[str, str]]:
    """(name of the law's clock, until when), those that still run."""
    case = cases.for_actor(SISTEM, number)
    names = {limit.id: in_language(limit.name, limit.name_en) for limit in catalog.procedure(case.procedure_id).sop.limits}
    running = [limit for limit in cases.limits_of(case) if limit.met_at is None and limit.due_at is not None]
    return [(f"{names.get(limit.id, limit.name)} ({limit.law})", told.day_words(limit.due_at)) for limit in running]


def fresh() -> Draft:
    """A report that begins on the page of an incident."""
    return Draft(key=uuid.uuid4().hex)


def joining(request: HttpRequest, shown: PublicPage) -> Draft:
    """The same happens to me: of the same kind, at the same place, with nothing more to say."""
    return Draft(
        key=uuid.uuid5(uuid.NAMESPACE_URL, f"{request.session.session_key or uuid.uuid4()}:{shown.code}:{shown.round}").hex,
        category=shown.category,
        region=shown.region,
        lat=shown.spot.lat if shown.spot else None,
        lon=shown.spot.lon if shown.spot else None,
        place_from="region",
        choice=f"{JOIN}{shown.code}",
        written_at=timezone.now().isoformat(),
    )


def keyed() -> dict[str, str]:
    """A key for a form that may be sent twice."""
    return {"kunci": uuid.uuid4().hex}


def fixed_form(request: HttpRequest, incident: Incident, who: Teller) -> FixedForm:
    """The question whether it is fixed; who told of it may add pictures."""
    told_it = bool(queries.mine_in(incident.code, who).report)
    if request.method == "POST":
        return FixedForm(request.POST, request.FILES, photos=told_it)
    return FixedForm(initial=keyed(), photos=told_it)


def answer(request: HttpRequest, incident: Incident, who: Teller, form: FixedForm) -> None:
    """Yes it is, or no it is not."""
    got = form.cleaned_data
    actions.answer_fixed(
        actor=actor_or_visitor(request),
        incident=incident,
        agrees=got["beres"] == "ya",
        note=got.get("catatan", "").strip(),
        key=got["kunci"],
        who=who,
        photos=[photo.read() for photo in got.get("galeri", [])],
    )
    thanks = gettext("Terima kasih. Aduan ini ditutup sebagai beres.")
    again = gettext("Terima kasih. Aduan ini dibuka lagi, dan semua pelapor dikabari.")
    messages.success(request, thanks if got["beres"] == "ya" else again)


def show_fixed(request: HttpRequest, incident: Incident, form: FixedForm) -> HttpResponse:
    """The question whether it is fixed, beside the officers' pictures."""
    shown = queries.public_page(incident.code) if incident.in_public else None
    context = {
        "form": form,
        "incident": incident,
        "title": said(queries.title_of(incident.category)),
        "place": told.place_words(incident.where, incident.region),
        "before": _last(shown, "before") if shown else None,
        "after": _last(shown, "after") if shown else None,
        "nav": "reports",
    }
    return render(request, "complaints/fixed.html", context, status=422 if form.is_bound and form.errors else 200)


def prove_first(request: HttpRequest) -> HttpResponse:
    """Somebody whom we do not know wants to see what is theirs: a phone first, then back here."""
    drafts.keep(request, AIM, where=request.path)
    return redirect("complaints:mine_phone")


def aim(request: HttpRequest) -> None:
    """Where one goes once the phone is proved, when the address says so."""
    where = request.GET.get("lanjut", "")
    if OURS.fullmatch(where):
        drafts.keep(request, AIM, where=where)


def aimed(request: HttpRequest) -> str:
    """Where one wanted to go; one's own reports otherwise."""
    where = str(drafts.kept(request, AIM).get("where", ""))
    return where if OURS.fullmatch(where) else reverse("complaints:mine")


def found(who: Teller, number: str) -> OwnReport:
    """One's own report, as it stands now. Raises NotFound."""
    return queries.own_report(who, number)
