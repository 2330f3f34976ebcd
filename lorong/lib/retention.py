"""How long what is kept, as data: `catalog/retention.toml`, read and checked."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from lorong.lib.span import Span, Unit


class What(StrEnum):
    """Kinds of data that have an end."""

    DRAFTS = "drafts"
    SESSIONS = "sessions"
    TRIES = "tries"
    CASES = "cases"


class Then(StrEnum):
    """What happens at the end."""

    DELETE = "delete"
    RESTRICT = "restrict"


# Public records are not deleted by a program, and what nobody sees anyway is not restricted.
LAWFUL = {What.DRAFTS: Then.DELETE, What.SESSIONS: Then.DELETE, What.TRIES: Then.DELETE, What.CASES: Then.RESTRICT}
CALENDAR = {Unit.DAY, Unit.MONTH, Unit.YEAR}


class RetentionInvalid(ValueError):
    """The file does not say what has to be said; the message says how to mend it."""


@dataclass(frozen=True)
class Rule:
    """One line of the schedule."""

    what: What
    keep: Span
    then: Then
    since: date
    law: str


def read(path: Path) -> list[Rule]:
    """The rules of a file, at most one for each kind. Raises RetentionInvalid."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RetentionInvalid(f"{path}: {error}") from error
    rules = [_rule(path, number, entry) for number, entry in enumerate(told.get("rules", []), 1)]
    if len({rule.what for rule in rules}) != len(rules):
        raise RetentionInvalid(f"{path}: satu jenis data punya dua aturan. Gabungkan.")
    return rules


def _rule(path: Path, number: int, entry: dict[str, Any]) -> Rule:
    where = f"{path}, aturan ke-{number}"
    if unknown := set(entry) ^ {"what", "keep", "then", "from", "law"}:
        raise RetentionInvalid(f"{where}: kurang atau tidak dikenal: {', '.join(sorted(unknown))}.")
    try:
        what, then = What(entry["what"]), Then(entry["then"])
    except ValueError as error:
        raise RetentionInvalid(f"{where}: {error}. Yang ada: {', '.join(What)}; {', '.join(Then)}.") from error
    if LAWFUL[what] is not then:
        raise RetentionInvalid(f"{where}: {what} hanya boleh {LAWFUL[what]}, karena {_WHY[LAWFUL[what]]}.")
    try:
        keep = Span.parse(str(entry["keep"]))
    except ValueError as error:
        raise RetentionInvalid(f"{where}: {error}") from error
    if keep.unit not in CALENDAR:
        raise RetentionInvalid(f'{where}: tulis masa simpan dengan hari, bulan, atau tahun, misalnya "5 tahun".')
    if not isinstance(entry["from"], date) or not str(entry["law"]).strip():
        raise RetentionInvalid(f"{where}: from adalah tanggal, dan law menyebut dasarnya.")
    return Rule(what, keep, then, entry["from"], str(entry["law"]).strip())


_WHY = {
    Then.RESTRICT: "arsip negara tidak dimusnahkan oleh program (UU 43/2009)",
    Then.DELETE: "yang tidak diperlukan lagi tidak disimpan (UU 27/2022)",
}


def cutoff(rule: Rule, today: date) -> date | None:
    """What lies before this day is due today; None while the rule does not hold yet."""
    if today < rule.since:
        return None
    month = today.month - 1
    match rule.keep.unit:
        case Unit.DAY:
            return date.fromordinal(today.toordinal() - rule.keep.amount)
        case Unit.MONTH:
            months = today.year * 12 + month - rule.keep.amount
        case _:
            months = (today.year - rule.keep.amount) * 12 + month
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, _LENGTHS[month]))


# February has 28: a day more is kept in a leap year, never a day less
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
