"""How the pages of an application are answered: what each template is given, and where each goes on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import in_language, language, promise_words, soon_words, status
from lorong.kernel.catalog import queries as catalog
from lorong.lib import dates
from lorong.lib.refusals import Refusal
from lorong.lib.uploads import SENTENCES
from lorong.portals.applying.course import PAGE, PAPER, REVIEW, Course, Stop
from lorong.portals.applying.facts import known_facts
from lorong.portals.applying.forms import LinkForm, PaperForm
from lorong.portals.look.answers import said
from lorong.portals.look.questions import QuestionForm


def show(request: HttpRequest, page: str, course: Course, *, stop: Stop, **more: Any) -> HttpResponse:
    """`applying/<page>.html` with what every page of an application knows; a form with errors answers 422."""
    forms = (more.get("form"), more.get("link_form"))
    wrong = any(f is not None and f.is_bound and f.errors for f in forms) or more.get("refusal")
    context = {
        "course": course,
        "stop": stop,
        "place": course.place(stop),
        "total": len(course.stops),
        "back": course.before(stop),
        "way_out": way_out(course),
        "service_url": reverse("citizen:service", args=[course.draft.slug]),
        "keep": f"isian-{course.draft.pk}-{stop.id}",
        "nav": "cases",
        **more,
    }
    return render(request, f"applying/{page}.html", context, status=422 if wrong else 200)


def question(request: HttpRequest, course: Course, stop: Stop, form: QuestionForm) -> HttpResponse:
    """A page of questions; the first one also shows what need not be asked."""
    first = stop == course.stops[0]
    asked = course.page(stop.id)
    return show(request, "page", course, stop=stop, form=form, hint=in_language(asked.hint), facts=facts(course) if first else [])


def paper(request: HttpRequest, course: Course, stop: Stop, form: PaperForm, link_form: LinkForm | None = None) -> HttpResponse:
    """A document, what the city has of it, and the link to an RT head where the SOP allows one."""
    need = course.need(stop.id)
    by_link = need.requirement.by_link is not None
    return show(
        request,
        "paper",
        course,
        stop=stop,
        form=form,
        need=need,
        own=stop.id in course.draft.documents,
        link=course.links.get(stop.id),
        waits=course.waits_for_link(stop.id),
        link_form=(link_form or LinkForm()) if by_link else None,
        facts=facts(course),
    )


def review(request: HttpRequest, course: Course, refusal: Refusal | None = None) -> HttpResponse:
    """Everything that will be sent, with a way to change each part."""
    family = {value: words for value, words in course.family}
    answered = [
        (stop, said(course.page(stop.id).fields, course.draft.answers, family=family))
        for stop in course.stops
        if stop.kind == PAGE
    ]
    documents = [(course.stop(PAPER, n.requirement.id), n) for n in course.needs]
    return show(
        request,
        "review",
        course,
        stop=course.stop(REVIEW, REVIEW),
        answered=answered,
        documents=documents,
        problems=[s for s in course.stops if s.problem],
        refusal=refusal,
        facts=known_facts(course.draft.subject),
        sop=course.published.sop,
        receiver=cases.receiving_unit(course.published, course.draft),
    )


def receipt(request: HttpRequest, draft: Any, case: Any) -> HttpResponse:
    """What one writes down or photographs."""
    sop = catalog.procedure(case.procedure_id).sop
    context = {
        "case": case,
        "draft": draft,
        "title": in_language(sop.title, sop.title_en),
        "status": status(case),
        "promised": promise_words(case),
        "at_counter": draft.counter_unit != "",
        "kept": [f"isian-{draft.pk}-{page.id}" for page in catalog.procedure(case.procedure_id).form.pages],
        "counter_url": counter_url(),
        "nav": "cases",
    }
    return render(request, "applying/receipt.html", context)


def facts(course: Course) -> list[tuple[str, str]]:
    """What is known of the person, and which documents need not be sent."""
    found = known_facts(course.draft.subject)
    for need in course.needs:
        if need.held and need.document is not None:
            day = dates.long_date(timezone.localtime(need.document.received_at).date(), lang=language())
            name = in_language(need.requirement.name, need.requirement.name_en)
            found.append((name, gettext("Dipakai dari kiriman %(day)s") % {"day": day}))
    return found


def onward(request: HttpRequest, course: Course, stop: Stop) -> HttpResponse:
    """To the next page; back to the review when one came from there."""
    return redirect(course.stops[-1].url if "ubah" in request.GET else course.after(stop).url)


def saved(request: HttpRequest, course: Course) -> HttpResponse:
    """Leave it for later."""
    said = gettext("%(title)s disimpan %(clock)s. Lanjutkan kapan saja dari halaman depan, dari HP mana pun.")
    clock = dates.clock(timezone.now(), timezone.get_current_timezone_name(), lang=language())
    messages.success(request, said % {"title": course.title, "clock": clock})
    return redirect(way_out(course))


def sent_words(case: Any) -> str:
    """What the next page says on top: "Terkirim 10.22. Sekarang giliran kelurahan, paling lambat besok 09.24"."""
    clock = dates.clock(case.opened_at or timezone.now(), timezone.get_current_timezone_name(), lang=language())
    if case.promised_at is None:
        return gettext("Terkirim %(clock)s.") % {"clock": clock}
    words = gettext("Terkirim %(clock)s. Sekarang giliran %(unit)s, paling lambat %(until)s.")
    return words % {"clock": clock, "unit": case.unit.name, "until": soon_words(case.promised_at)}


def content_of(sent: UploadedFile[Any]) -> bytes:
    """The bytes of an upload; what is far too large is not even read. Raises Refusal."""
    if (sent.size or 0) > settings.MAX_UPLOAD_BYTES:
        raise Refusal(SENTENCES["too-big"], field="berkas")
    return bytes(sent.read())


def way_out(course: Course) -> str:
    """Where one goes who stops: the counter, or the front page."""
    return counter_url() if course.at_counter else reverse("citizen:home")


def counter_url() -> str:
    """The officer's counter, where this installation has one."""
    try:
        return reverse("officer:counter")
    except NoReverseMatch:
        return reverse("citizen:home")
