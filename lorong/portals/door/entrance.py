"""Every URL declares who may enter. A view without a declaration does not answer."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

View = Callable[..., HttpResponseBase]


class Who(StrEnum):
    ANYONE = "anyone"  # no account needed
    LINK = "link"  # whoever holds the signed link
    SIGNED_IN = "signed_in"  # any account
    RESIDENT = "resident"  # an account with a person
    OFFICER = "officer"  # holds a position today
    COMMAND = "command"  # heads, mayor, auditors
    GATEWAY = "gateway"  # a machine with its token
    PROGRAM = "program"  # the API: no account is needed and no cookie counts
    TOKEN = "token"  # noqa: S105  # the API: a person's token, which the API reads itself; no cookie counts
    NOBODY = "nobody"


def entrance(who: Who, *, demo_only: bool = False, keeps: bool = False) -> Callable[[View], View]:
    """Declare who may enter a view. The middleware `WhoIsThere` enforces it before the view runs.

    keeps: a form that arrives here after the session ended is held until its owner is back, without its secrets.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "TRACE":  # a way to read what the browser hides from scripts; nobody needs it
                return HttpResponseNotAllowed(["GET", "POST"])
            return view(request, *args, **kwargs)

        inner.entrance = who  # type: ignore[attr-defined]
        inner.demo_only = demo_only  # type: ignore[attr-defined]
        inner.keeps = keeps  # type: ignore[attr-defined]
        return inner

    return declare
