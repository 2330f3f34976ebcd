"""Structured logs. A line holds what happened and where, never who a person is.

What libraries write is not trusted with that: a path may carry a code or a link's token, and the words of an error may
carry a row of a table. So of a request its route is written, and of an error its kind, the constraint or table it is
about, and the lines of code it went through. The lines are enough to find it; the words are not needed.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

# What is known of the work in hand, on every line that is written meanwhile: the request or job, the case.
_KNOWN: ContextVar[dict[str, object]] = ContextVar("lorong_known")
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_LONG_NUMBER = re.compile(r"\d[\d .-]{6,}\d")  # NIK, KK, phone: in whatever groups
_HARMLESS = ("OperationalError", "InterfaceError", "ImproperlyConfigured", "ConnectionError", "TimeoutError")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the `extra` fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        line |= _KNOWN.get({})
        line |= {k: v for k, v in vars(record).items() if k not in _PLAIN and k != "request"}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = told(record.exc_info[1])
        return json.dumps(line, default=_kind, ensure_ascii=False)


def told(error: BaseException) -> list[str]:
    """An error and what caused it, the last one first: kind, what it is about, and the code it went through."""
    return [f"{_kind(each)}{_about(each)} at {' < '.join(_places(each)) or '?'}" for each in _chain(error)]


def _message(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if request is not None:
        match = getattr(request, "resolver_match", None)
        reason = record.args[0] if isinstance(record.args, tuple) and record.args else ""
        return f"{_LONG_NUMBER.sub('…', str(reason))}: {match.route if match else '-'}"
    return _LONG_NUMBER.sub("…", record.getMessage())


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in reversed(frames)]


def _about(error: BaseException) -> str:
    diag = getattr(error, "diag", None)
    names = [getattr(diag, name, None) for name in ("sqlstate", "table_name", "column_name", "constraint_name")]
    known = ", ".join(str(name) for name in names if name)
    if not known and type(error).__name__ in _HARMLESS:
        known = _LONG_NUMBER.sub("…", str(error).strip())
    return f" ({known})" if known else ""


def _kind(thing: object) -> str:
    # Also for what JSON cannot hold: a row or a request in `extra` is named by its kind, never by its contents.
    kind = type(thing)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


@contextmanager
def known(**fields: object) -> Iterator[None]:
    """Every line that is logged in the body says `fields` too. Ids and numbers only: never who a person is."""
    token = _KNOWN.set({**_KNOWN.get({}), **fields})
    try:
        yield
    finally:
        _KNOWN.reset(token)


def learned(**fields: object) -> None:
    """Something more is known of the work in hand. Outside of `known` it is forgotten."""
    _KNOWN.get({}).update(fields)
