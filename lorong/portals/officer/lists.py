"""What the list pages are drawn from: the inbox, the cases of a unit, the board, the letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from lorong.kernel.cases import queries as cases
from lorong.kernel.cases.queries.desk import ENDED, RUNNING, WAITING
from lorong.kernel.cases.queries.inbox import ALL, LATE, MINE, SIGN
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.kernel.documents import queries as documents
from lorong.lib.actors import Actor
from lorong.portals.officer.asker import HEAD, new_key, unit_asked
from lorong.portals.officer.lines import applicant_words, grouped, lines_of, stands

INBOX = (ALL, MINE, LATE, SIGN)
CASES = ("", RUNNING, WAITING, ENDED)


@dataclass(frozen=True)
class Filter:
    """One filter over a list: its value in the address, its words, its number (None when it is not counted)."""

    value: str
    label: str
    count: int | None
    current: bool


def inbox_context(actor: Actor, *, only: str, words: str, cursor: str) -> dict[str, Any]:
    """Everything on the inbox page."""
    now = timezone.now()
    only = only if only in INBOX else ALL
    page = cases.inbox(actor, now=now, only=only, words=words, cursor=cursor)
    counts = cases.counts(actor, now=now)
    lines = lines_of(page.rows, now=now, me=actor.account_id)
    labels = [(ALL, gettext("Giliran saya"), counts.all), (MINE, gettext("Saya pegang"), counts.mine)]
    labels += [(LATE, gettext("Terlambat"), counts.late)]
    labels += [(SIGN, gettext("Siap ditandatangani"), counts.sign)] if _signs(actor) else []
    following = None if lines else cases.next_due(actor)
    return {
        "nav": "inbox",
        "title": gettext("Perlu tanda tangan saya") if only == SIGN else gettext("Kotak kerja"),
        "filters": [Filter(value, label, n, value == only) for value, label, n in labels],
        "only": only,
        "words": words,
        "page": page,
        "groups": grouped(lines),
        "batch": any(line.choice for line in lines) and _signs(actor),
        "next_due": following.due_at if following else None,
        "done_today": cases.done_today(actor, since=_midnight(now)),
        "signs": _signs(actor),
        "kunci": new_key(),
    }


def search_context(actor: Actor, *, only: str, words: str, cursor: str) -> dict[str, Any]:
    """Every case the officer may see, with where it stands."""
    only = only if only in CASES else ""
    page = cases.search(actor, only=only, words=words, cursor=cursor)
    labels = (gettext("Semua"), gettext("Berjalan"), gettext("Menunggu warga"), gettext("Selesai"))
    return {
        "nav": "inbox",
        "filters": [Filter(v, label, None, v == only) for v, label in zip(CASES, labels, strict=True)],
        "only": only,
        "words": words,
        "page": page,
        "rows": _case_rows(page.rows),
    }


def _case_rows(found: Sequence[Any]) -> list[dict[str, Any]]:
    stand, masked = stands(found), cases.masked_cases(found)
    return [
        {
            "case": case,
            "service": catalog.procedure(case.procedure_id).sop.short,
            "who": applicant_words(case, masked=case.pk in masked),
            "stand": stand[case.pk],
            "waits": case.turn == "applicant" and not case.is_done,
        }
        for case in found
    ]


def board_context(actor: Actor, *, wanted: str, late_only: bool, cursor: str) -> dict[str, Any]:
    """How a unit stands: by role, by officer, and every open step."""
    now = timezone.now()
    unit, here = _board_unit(actor, wanted)
    page = cases.unit_items(unit, now=now, late_only=late_only, cursor=cursor)
    items = [i for i in page.rows if not i.machine]
    board = cases.board(unit, now=now)
    return {
        "nav": "board",
        "unit": here,
        "units": _units_of(actor),
        "is_head": actor.holding_for(HEAD, unit) is not None,
        "roles": [(role_words(row.role, unit), row) for row in board],
        "held": cases.held(unit, now=now),
        "open": sum(row.open for row in board),
        "late": sum(row.late for row in board),
        "late_only": late_only,
        "page": page,
        "groups": grouped(lines_of(items, now=now, me=actor.account_id)),
    }


def role_words(role: str, unit: str) -> str:
    """A role as one says it: the title of a position that carries it there, without the place."""
    holder = city.holder_of(role, unit)
    if holder is None:
        return role.replace("-", " ").capitalize()
    place = city.unit(unit)
    title = holder.title.removeprefix("Plh. ").removeprefix("Plt. ").removeprefix("Pj. ")
    return title.removesuffix(place.short_name).removesuffix(place.name).strip().removesuffix("Kelurahan").strip() or title


def _board_unit(actor: Actor, wanted: str) -> tuple[str, Any]:
    below = {u.pk: u for u in _units_of(actor)}
    unit = wanted if wanted in below else unit_asked(actor, "").unit
    return unit, below.get(unit) or city.unit(unit)


def _units_of(actor: Actor) -> list[Any]:
    """The actor's units, and for a head those below."""
    found: dict[str, Any] = {}
    for holding in actor.holdings:
        below = city.units_under(holding.unit) if HEAD in holding.roles else [city.unit(holding.unit)]
        found |= {unit.pk: unit for unit in below}
    return list(found.values())


def _signs(actor: Actor) -> bool:
    return any(h.may_sign for h in actor.holdings)


def _midnight(now: datetime) -> datetime:
    return city.local(now).replace(hour=0, minute=0, second=0, microsecond=0)


def letters_context(actor: Actor, unit: str, *, words: str, cursor: str) -> dict[str, Any]:
    """What a unit has issued: number, title, whose, signed by whom, and whether it still stands."""
    today = city.today()
    page = documents.register(unit, words=words, cursor=cursor)
    return {
        "nav": "letters",
        "unit": city.unit(unit),
        "units": [city.unit(code) for code in sorted(actor.units())],
        "words": words,
        "page": page,
        "letters": [(row, _letter_state(row, today)) for row in page.rows],
    }


def _letter_state(letter: Any, today: date) -> tuple[str, str]:
    """(side, words) of a letter: valid, revoked, expired, or still being made."""
    if letter.revoked_at is not None:
        return "bad", gettext("Dicabut")
    if letter.needs_signing_again:
        return "bad", gettext("Perlu ditandatangani lagi")
    if letter.file_ready_at is None:
        return "city", gettext("Sedang dibuat")
    if letter.valid_until is not None and letter.valid_until < today:
        return "city", gettext("Lewat masa berlaku")
    return "done", gettext("Berlaku")
