"""Answers in words, for the review and for the case page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext

from lorong.kernel.catalog.wording import in_language
from lorong.kernel.city import queries as city
from lorong.lib import dates, money
from lorong.lib.sop.answers import applies
from lorong.lib.sop.schema import FormField


def said(questions: tuple[FormField, ...], answers: Mapping[str, Any], *, family: Mapping[str, str]) -> list[tuple[str, str]]:
    """(question, answer) of everything that applies and was answered. family: name by person id."""
    return [
        (in_language(q.label, q.label_en), words(q, answers[q.id], family=family))
        for q in questions
        if applies(q, answers) and answers.get(q.id) not in (None, "", [])
    ]


def words(question: FormField, value: Any, *, family: Mapping[str, str]) -> str:
    """One answer as one would say it; what cannot be read yet stays as it was typed."""
    if question.type == "list":
        return "; ".join(_row(question, row, family) for row in value if any(row.values()))
    try:
        return _words(question, value, family)
    except (ValueError, TypeError):
        return str(value)


def _row(question: FormField, row: Mapping[str, Any], family: Mapping[str, str]) -> str:
    return ", ".join(words(p, row[p.id], family=family) for p in question.fields if row.get(p.id) not in (None, ""))


def _words(question: FormField, value: Any, family: Mapping[str, str]) -> str:
    match question.type:
        case "date":
            return dates.long_date(date.fromisoformat(value), lang=get_language() or "id")
        case "money":
            return money.rupiah(money.parse_rupiah(str(value)))
        case "area":
            return f"{value} m²"
        case "choice":
            return next((in_language(c.label, c.label_en) for c in question.choices if c.value == value), str(value))
        case "yesno":
            return gettext("Ya") if value in (True, "ya", "true", "1") else gettext("Tidak")
        case "region":
            return city.village_words(str(value))
        case "family":
            return family.get(str(value), str(value))
    return str(value)
