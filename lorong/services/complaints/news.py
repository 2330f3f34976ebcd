"""What happened to an incident, as messages to whoever told of it or follows it. An extra room: run by jobs, each may run twice.

Every message has a key made of the event, so that it is sent once. Reporters hear by their account's channels, or by SMS to
the phone they proved, with a link that opens this one report (`onetap/`); followers in their inbox, and by SMS only without an account.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.words import ask_words, in_language, when_words, why_words
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.kernel.messages import actions as messages
from lorong.kernel.messages.queries import language_of
from lorong.kernel.people import queries as people
from lorong.lib.actors import SISTEM
from lorong.lib.sop.schema import FIXED, HEAD_ROLE, OUTSIDE_ROLE, RESIDENTS_ROLE
from lorong.services.complaints import routing, standing
from lorong.services.complaints.elsewhere import chosen
from lorong.services.complaints.models import AreaFollow, Asked, Follow, Incident, Line, Report
from lorong.services.complaints.onetap.actions import make_link
from lorong.services.complaints.queries.public import title_of
from lorong.services.complaints.queries.stages import stage

INBOX = ("inbox",)
LIAISON = "pengelola-pengaduan"
TO_OFFICE = "city"


def receipt(report: Report) -> None:
    """Who told it gets the number, the office and the promise."""
    incident = report.incident
    with _in_language_of(report.account):
        promised = when_words(incident.promised_until) if incident.promised_until and not report.joined else ""
        _to(report, "aduan_diterima", {**_about(incident), "promised": promised}, f"aduan:{report.number}:diterima")


def of_event(incident_id: int, number: str, seq: int) -> None:
    """Tell everybody whom event `seq` of case `number` concerns."""
    incident = Incident.objects.get(pk=incident_id)
    case = cases.for_actor(SISTEM, number)
    event = next(e for e in cases.events(case) if e.seq == seq)
    if incident.checked_at == event.at and incident.in_public:
        _to_the_area(incident)
    template = _template(incident, case, event)
    if template is None:
        return
    for report in incident.reports.filter(withdrawn_at=None).select_related("account__person").order_by("id"):
        with _in_language_of(report.account):
            _to(report, template, _context(incident, case, event), f"{number}:{seq}:{template}:{report.pk}")
    for row in Follow.objects.filter(incident=incident).select_related("account__person").order_by("id"):
        with _in_language_of(row.account):
            status = in_language(*_both(stage(incident).sentence)).rstrip(".")
            _to_follower(row, incident, {**_about(incident), "status": status}, f"{number}:{seq}:kabar:{row.pk}")


def of_line(line_id: int) -> None:
    """Tell the other side of a thread that something was written."""
    line = Line.objects.select_related("report__incident", "report__account__person").get(pk=line_id)
    report, incident = line.report, line.report.incident
    key = f"aduan:{report.number}:pesan:{line.pk}"
    if line.side == TO_OFFICE:
        with _in_language_of(report.account):
            _to(report, "aduan_pesan", _about(incident), key)
        return
    for account in _office_of(incident):
        with _in_language_of(account):
            context = {name: value for name, value in _about(incident).items() if name != "unit"}
            _post(account, "aduan_pesan_warga", context, f"{key}:{account.pk}", f"/petugas/urusan/{incident.case_number}/", INBOX)


def _office_of(incident: Incident) -> list[Any]:
    """Accounts of those who look after complaints at the unit; of its head where none of them has one."""
    for role in (LIAISON, HEAD_ROLE):
        holders = city.holders_of_role(role, incident.unit)
        found = [people.account_of(people.person(holder.person_id)) for holder in holders]
        if accounts := [account for account in found if account is not None]:
            return accounts
    return []


def of_question(asked_id: int) -> None:
    """Ask a neighbour whether it is fixed."""
    asked = Asked.objects.select_related("incident", "account__person").get(pk=asked_id)
    incident = asked.incident
    case = cases.for_actor(SISTEM, incident.case_number)
    with _in_language_of(asked.account):
        context = {
            **_about(incident),
            "where": city.village_words(incident.region),
            "until": when_words(case.turn_due_at) if case.turn_due_at else "",
        }
        _post(asked.account, "aduan_tetangga", context, f"aduan:{incident.code}:tanya:{asked.pk}", _page(incident), None)


def _template(incident: Incident, case: Any, event: Any) -> str | None:
    kind = str(event.kind)
    if kind == standing.BEGINS:  # the first round is told by the receipt
        return "aduan_dibuka_lagi" if incident.round > 1 else None
    if kind in {"withdrawn", "lapsed"}:
        return "aduan_dicabut"
    if kind in {"transferred", "merged"}:
        return "aduan_diteruskan" if kind == "transferred" else None
    if kind != standing.DONE:
        return None
    sop = catalog.procedure(case.procedure_id).sop
    step = sop.step(event.step)
    outcome = step.outcomes[event.outcome]
    if outcome.back_to:
        return "aduan_minta_data"
    if outcome.end:
        return "aduan_selesai" if outcome.end == FIXED else "aduan_ditutup"
    if step.by == RESIDENTS_ROLE:
        return "aduan_dibuka_lagi"
    if standing.asks_residents(outcome, sop):
        return "aduan_beres" if standing.is_claim(outcome, sop) else "aduan_tanggapan"
    return "aduan_diteruskan" if any(sop.step(name).by == OUTSIDE_ROLE for name in outcome.next) else None


def _context(incident: Incident, case: Any, event: Any) -> dict[str, str]:
    published = catalog.procedure(case.procedure_id)
    found = _about(incident)
    until = event.turn_due_at
    found["until"] = when_words(until) if until else ""
    if event.kind == standing.DONE:
        outcome = published.sop.step(event.step).outcomes[event.outcome]
        if outcome.back_to:
            found["asked"] = ask_words(event, published).rstrip(".")
        if any(published.sop.step(name).by == OUTSIDE_ROLE for name in outcome.next):
            found["unit"] = _party(incident, case, event.seq) or found["unit"]
        found["reason"] = why_words(event).rstrip(".")
    return found


def _party(incident: Incident, case: Any, seq: int) -> str:
    row = chosen.of_event(case.number, seq)
    if row is not None:
        return row.to_name
    code = routing.party_for(catalog.procedure(case.procedure_id), incident.region, case.answers)
    return str(routing.parties()[code].get("name", "")) if code else ""


def _about(incident: Incident) -> dict[str, str]:
    title = in_language(*_both(title_of(incident.category)))
    return {"number": incident.code, "title": title, "unit": city.unit(incident.unit).name}


def _both(words: Any) -> tuple[str, str]:
    return str.__str__(words), words.english


def _to(report: Report, template: str, context: Mapping[str, str], key: str) -> None:
    link = f"/aduan/laporan/{report.number}/"
    if report.account is not None:
        _post(report.account, template, context, key, link, None)
    elif report.phone:
        token = make_link(actor=SISTEM, report=report, key=key, at=timezone.now())
        if token:  # else this message went out before, with its link
            _send(report.phone, template, context, key, reverse("onetap:report", args=[token]))


def _to_follower(row: Follow, incident: Incident, context: Mapping[str, str], key: str) -> None:
    if row.account is not None:
        _post(row.account, "aduan_kabar", context, key, _page(incident), INBOX)
    elif row.phone:
        _send(row.phone, "aduan_kabar", context, key, _page(incident))


def _to_the_area(incident: Incident) -> None:
    """It was checked just now: whoever follows its kelurahan hears of it, in the inbox."""
    mine = set(incident.reports.values_list("account_id", flat=True))
    rows = AreaFollow.objects.filter(region=incident.region, category__in=["", incident.category])
    for row in rows.exclude(account__in=mine - {None}).select_related("account__person").order_by("account_id"):
        with _in_language_of(row.account):
            context = {**_about(incident), "where": city.unit_of_region(incident.region).name}  # type: ignore[union-attr]
            _post(
                row.account, "aduan_wilayah", context, f"aduan:{incident.code}:wilayah:{row.account_id}", _page(incident), INBOX
            )


def _post(account: Any, template: str, context: Mapping[str, str], key: str, link: str, channels: tuple[str, ...] | None) -> None:
    messages.post(
        actor=SISTEM,
        account=account,
        person=account.person,
        template=template,
        context=context,
        key=key,
        case_number=context["number"],
        link=link,
        channels=channels,
    )


def _send(phone: str, template: str, context: Mapping[str, str], key: str, link: str) -> None:
    messages.send_now(
        actor=SISTEM,
        phone=phone,
        template=template,
        context={**context, "link": f"{settings.PUBLIC_URL}{link}"},
        key=key,
        urgent=False,
        case_number=context["number"],
    )


def _page(incident: Incident) -> str:
    return f"/aduan/{incident.code}/"


@contextmanager
def _in_language_of(account: Any) -> Iterator[None]:
    with translation.override(language_of(account)):
        yield
