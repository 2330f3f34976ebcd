"""Writing an application, one question a page. The same pages serve the resident and the counter."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents import queries as papers
from lorong.lib.refusals import NotFound, Refusal
from lorong.portals.applying import pages
from lorong.portals.applying.asking import ask_rt_head
from lorong.portals.applying.course import PAGE, PAPER, REVIEW, Course, course_of
from lorong.portals.applying.forms import LinkForm, PaperForm
from lorong.portals.door import Who, entrance
from lorong.portals.look.files import hand_out
from lorong.portals.look.said import said

View = Callable[..., HttpResponseBase]


def of_a_draft(view: View) -> View:
    """Give the view the course of the draft; one that was sent already leads to its receipt."""

    @wraps(view)
    def inner(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        draft = queries.draft(request.actor, pk)  # type: ignore[attr-defined]
        if draft.submitted_as:
            return redirect("applying:receipt", pk=pk)
        return view(request, course_of(draft), **kwargs)

    return inner


@entrance(Who.SIGNED_IN)
@require_safe
@of_a_draft
def resume(request: HttpRequest, course: Course) -> HttpResponse:
    """Go on where something is still missing."""
    return redirect(course.first_open.url)


@entrance(Who.SIGNED_IN, keeps=True)
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_draft
def page(request: HttpRequest, course: Course, page: str) -> HttpResponse:
    """One page of questions. What was typed is kept before anything is said about it."""
    stop = course.stop(PAGE, page)
    if request.method != "POST":
        return pages.question(request, course, stop, course.question_form(page))
    form = course.question_form(page, request.POST)
    draft = cases.save_page(actor=request.actor, draft=course.draft, answers=form.typed)  # type: ignore[attr-defined]
    if "simpan" in request.POST:
        return pages.saved(request, course)
    if form.rows_changed or form.reveals:
        return redirect(request.get_full_path())
    if form.errors:
        return pages.question(request, course, stop, form)
    return pages.onward(request, course_of(draft), stop)


@entrance(Who.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_draft
def paper(request: HttpRequest, course: Course, requirement: str) -> HttpResponse:
    """One document: what there is, and a photo or PDF in its place."""
    stop, need = course.stop(PAPER, requirement), course.need(requirement)
    needed = need.requirement.required and not need.satisfied and not course.waits_for_link(requirement)
    if request.method != "POST":
        return pages.paper(request, course, stop, PaperForm(name=stop.title, required=needed))
    if "simpan" in request.POST and not request.FILES:
        return pages.saved(request, course)
    form = PaperForm(request.POST, request.FILES, name=stop.title, required=needed)
    if not form.is_valid():
        return pages.paper(request, course, stop, form)
    try:
        _put(request, course, requirement, form.cleaned_data["berkas"])
    except Refusal as refusal:
        form.add_error("berkas", said(refusal))
        return pages.paper(request, course, stop, form)
    return pages.onward(request, course, stop)


def _put(request: HttpRequest, course: Course, requirement: str, sent: Any) -> None:
    actor, draft = request.actor, course.draft  # type: ignore[attr-defined]
    if "pakai_lama" in request.POST:
        cases.attach_held(actor=actor, draft=draft, requirement=requirement)
    elif sent is not None:
        wanted = course.need(requirement).requirement
        document = documents.receive_document(
            actor=actor,
            person=draft.subject,
            kind=wanted.held_as or wanted.id,
            content=pages.content_of(sent),
            name=sent.name,
        )
        cases.attach(actor=actor, draft=draft, requirement=requirement, document=document)


@entrance(Who.SIGNED_IN)
@require_http_methods(["POST"])
@of_a_draft
def ask(request: HttpRequest, course: Course, requirement: str) -> HttpResponse:
    """Send the RT head a link instead of going there for a paper."""
    stop = course.stop(PAPER, requirement)
    form = LinkForm(request.POST)
    try:
        if form.is_valid():
            actor = request.actor  # type: ignore[attr-defined]
            ask_rt_head(actor=actor, course=course, requirement=requirement, **form.cleaned_data)
            sent = gettext("Tautan terkirim ke %(party)s. Begitu beliau setuju, syarat ini terpenuhi.")
            messages.success(request, sent % form.cleaned_data)
            return redirect(stop.url)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, said(refusal))
    return pages.paper(request, course, stop, PaperForm(name=stop.title), link_form=form)


@entrance(Who.SIGNED_IN)
@require_safe
@of_a_draft
def see(request: HttpRequest, course: Course, document_id: uuid.UUID) -> HttpResponseBase:
    """A document of this application, as it was received."""
    found = next((n.document for n in course.needs if n.document_id == document_id), None)
    if found is None:
        raise NotFound(gettext("Berkas ini tidak ada dalam permohonan Anda. Kembali ke isian Anda."))
    return hand_out(papers.open_file(found))


@entrance(Who.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything on one page. Sending it twice gives one case."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        draft = queries.draft(actor, pk)
        return redirect("applying:receipt", pk=pk) if draft.submitted_as else pages.review(request, course_of(draft))
    try:
        case = cases.submit(actor=actor, draft=queries.draft_to_send(pk))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return pages.review(request, course_of(queries.draft(actor, pk)), refusal)
    messages.success(request, pages.sent_words(case))
    return redirect("applying:receipt", pk=pk)


@entrance(Who.SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_draft
def discard(request: HttpRequest, course: Course) -> HttpResponse:
    """Throw the application away; asked once more before."""
    if request.method != "POST":
        return pages.show(request, "discard", course, stop=course.stop(REVIEW, REVIEW))
    cases.discard_draft(actor=request.actor, draft=course.draft)  # type: ignore[attr-defined]
    messages.success(request, gettext("Isian %(title)s sudah dibuang.") % {"title": course.title})
    return redirect(pages.way_out(course))


@entrance(Who.SIGNED_IN)
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The number, whose turn it is now, and until when."""
    draft = queries.draft(request.actor, pk)  # type: ignore[attr-defined]
    if not draft.submitted_as:
        return redirect("applying:resume", pk=pk)
    case = queries.by_number(draft.submitted_as)
    return pages.receipt(request, draft, case)
