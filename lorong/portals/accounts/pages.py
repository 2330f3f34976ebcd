"""How every page here answers, and the two doors that look at more than the entrance."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lorong.kernel.people import queries as people
from lorong.lib.refusals import Refusal, TooMany
from lorong.portals.accounts import visitor
from lorong.portals.accounts.held import sign_in_first
from lorong.portals.look.said import said

View = Callable[..., HttpResponseBase]


def show(request: HttpRequest, page: str, form: forms.BaseForm | None = None, **more: Any) -> HttpResponse:
    """The page `accounts/<page>.html`. A form that came too often answers 429, everything else 200."""
    wait = getattr(form, "retry_after", None)
    status = 429 if wait else 200
    response = render(request, f"accounts/{page}.html", {"form": form, "nav": "me", **more}, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def mark(form: forms.BaseForm, refusal: Refusal, field: str | None = None) -> None:
    """Put a refusal at its field; what was typed stays."""
    wanted = refusal.field if refusal.field in form.fields else field
    form.add_error(wanted, said(refusal))
    if isinstance(refusal, TooMany):
        form.retry_after = refusal.retry_after  # type: ignore[attr-defined]


def own(request: HttpRequest) -> Any:
    """The account that is signed in, read from the database."""
    assert isinstance(request.user.pk, int), "the entrance lets only accounts in"
    return people.account(request.user.pk)


def lately(view: View) -> View:
    """Only within 15 minutes of signing in: who finds a phone unlocked does not change how one signs in."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if visitor.is_fresh(request):
            return view(request, *args, **kwargs)
        query = urlencode({"next": request.path, "lagi": "1"})
        return HttpResponseRedirect(f"{reverse('accounts:sign_in')}?{query}")

    return inner


def lately_to_send(*, keeps: bool) -> Callable[[View], View]:
    """Looking is free; sending asks for a sign-in within 15 minutes. keeps: what was written waits for it (`held`)."""

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in {"GET", "HEAD"} or visitor.is_fresh(request):
                return view(request, *args, **kwargs)
            there = sign_in_first(request, keeps=keeps)
            there["Location"] += "&lagi=1"
            return there

        return inner

    return wrap


def greet(request: HttpRequest, account: AbstractBaseUser, means: str, *, strong: bool = False) -> HttpResponse:
    """Let somebody in who gave the first proof; who has a second factor is asked for it before."""
    if not strong and people.has_second_factor(people.account(account.pk)):
        visitor.wait_for_factor(request, account, means)
        return HttpResponseRedirect(reverse("accounts:second_factor"))
    visitor.enter(request, account, means=means, strong=strong)
    return visitor.arrive(account, visitor.onward(request, account))
