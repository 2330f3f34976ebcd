"""Who stands at the door: from which address, with which browser, on the way to where; and letting them in."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from lorong.kernel.city import queries as city
from lorong.kernel.people import queries as people
from lorong.kernel.people import sessions
from lorong.portals.accounts.devices import device_of

DEVICE_COOKIE = f"{settings.COOKIE_PREFIX}perangkat"
DEVICE_AGE = timedelta(days=180)
FRESH = timedelta(minutes=15)
_SALT = "accounts.device"
_ENTERED = sessions.ENTERED
_AIM = "tujuan"
_WAITING = "faktor"
_LEFT_A_DESK = "meja"
log = logging.getLogger("lorong.accounts")


def address_of(request: HttpRequest) -> str:
    """The address a request came from; behind our own proxy, the one that proxy added (the last in its list)."""
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        passed = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rsplit(",", 1)[-1].strip()
        if passed:
            return passed
    return str(request.META.get("REMOTE_ADDR", ""))


def lane_of(request: HttpRequest, phone: str) -> str:
    """The mark of a browser that signed in to the account of this phone before; "" for a stranger."""
    account = people.account_by_phone(phone)
    try:
        marked = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=_SALT, max_age=DEVICE_AGE)
    except signing.BadSignature:
        return ""
    return str(marked["mark"]) if account is not None and marked.get("account") == account.pk else ""


def last_account(request: HttpRequest) -> int | None:
    """The account that last signed in with this browser; None for a stranger."""
    try:
        marked = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=_SALT, max_age=DEVICE_AGE)
    except signing.BadSignature:
        return None
    return int(marked["account"])


def aim(request: HttpRequest) -> None:
    """Remember where the visitor was going, if that is a page of this site."""
    where = request.GET.get("next", "")
    if where.startswith("/") and url_has_allowed_host_and_scheme(where, allowed_hosts=None):
        request.session[_AIM] = where


def head_for(request: HttpRequest, where: str) -> None:
    """Go to a page of our own after signing in."""
    request.session[_AIM] = where


def onward(request: HttpRequest, account: AbstractBaseUser) -> str:
    """Where the visitor was going; otherwise the first page of the city's heads, of officers or of residents."""
    actor = city.actor_of(account)
    first = settings.LOGIN_REDIRECT_URL
    if actor is not None and actor.is_officer:
        # who watches over the whole city has no desk of cases to begin with
        first = "/komando/" if actor.has_role("wali-kota", "auditor", "inspektur") else "/petugas/"
    return str(request.session.pop(_AIM, "") or first)


def enter(request: HttpRequest, account: AbstractBaseUser, *, means: str, strong: bool = False) -> None:
    """Begin the session of `account` under a new key. strong: a second factor was given."""
    going = request.session.get(_AIM, "")
    again = request.user.is_authenticated
    login(request, cast("Any", account))
    if again:  # who proves once more who they are: the framework would keep the key
        request.session.cycle_key()
    now = timezone.now().timestamp()
    device = device_of(request.headers.get("User-Agent", ""))
    request.session[_ENTERED] = {
        "means": means, "at": now, "strong": strong, "begun": now, "seen": now, "device": device, "holds": _holds(account),
    }  # fmt: skip
    if going:
        request.session[_AIM] = going
    log.info("signed in", extra={"means": means, "strong": strong, "account": account.pk})


def not_in(means: str, **more: object) -> None:
    """Somebody did not prove who they are; `means` is by what. Never who: it may not be them."""
    log.warning("sign-in refused", extra={"means": means, **more})


def leave(request: HttpRequest) -> None:
    """End this session."""
    log.info("signed out", extra={"account": request.user.pk})
    logout(request)


def strengthen(request: HttpRequest) -> None:
    """A second factor was given during the session, which goes on under a new key."""
    request.session.cycle_key()
    request.session[_ENTERED] = {**request.session.get(_ENTERED, {}), "strong": True, "at": timezone.now().timestamp()}


def keep_alive(request: HttpRequest) -> bool:
    """Note that the session is used; False when it had lived long enough, and is ended by this.

    When the account holds other offices than it did at its last request, the session goes on under a new key.
    """
    entered = request.session.get(_ENTERED)
    if not entered or not request.user.is_authenticated:
        return True
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    if sessions.is_over(entered, officer=bool(actor and actor.is_officer), at=now):
        log.info("session over", extra={"account": request.user.pk})
        logout(request)
        request.session[_LEFT_A_DESK] = bool(entered.get("holds"))
        return False
    holds = [h.position_id for h in actor.holdings] if actor else []
    if sorted(holds) != entered.get("holds", sorted(holds)):
        request.session.cycle_key()
    elif now.timestamp() - float(entered.get("seen", 0)) < sessions.NOTED.total_seconds():
        return True
    request.session[_ENTERED] = {**entered, "seen": now.timestamp(), "holds": sorted(holds)}
    return True


def cleared(response: HttpResponse) -> HttpResponse:
    """Whoever signs out by hand leaves nothing half-written in this browser for the next one."""
    response["Clear-Site-Data"] = '"storage"'
    return response


def cleared_at_a_desk(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The first sign-in page after an officer's session ran out: others sit down at a desk. On one's own phone what was
    typed waits for its owner (`lorong.js`), and so do a field officer's pictures that wait for a signal."""
    on_a_phone = request.headers.get("Sec-CH-UA-Mobile") == "?1"
    return cleared(response) if request.session.pop(_LEFT_A_DESK, False) and not on_a_phone else response


def _holds(account: AbstractBaseUser) -> list[int]:
    actor = city.actor_of(account)
    return sorted(h.position_id for h in actor.holdings) if actor else []


def is_strong(request: HttpRequest) -> bool:
    """Whether a second factor was given in this session."""
    return bool(request.session.get(_ENTERED, {}).get("strong"))


def is_fresh(request: HttpRequest) -> bool:
    """Whether the sign-in of this session is so recent that its owner still sits there (15 minutes)."""
    at = float(request.session.get(_ENTERED, {}).get("at", 0))
    return 0 <= timezone.now().timestamp() - at < FRESH.total_seconds()


def arrive(account: AbstractBaseUser, where: str) -> HttpResponse:
    """Go on to `where`, and mark the browser as one the account knows."""
    response = HttpResponseRedirect(where)
    marked = signing.dumps({"account": account.pk, "mark": secrets.token_hex(8)}, salt=_SALT)
    response.set_cookie(
        DEVICE_COOKIE,
        marked,
        max_age=DEVICE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def wait_for_factor(request: HttpRequest, account: AbstractBaseUser, means: str) -> None:
    """Remember who gave the first proof and now owes the second. Nobody is signed in yet."""
    request.session.cycle_key()
    request.session[_WAITING] = {"account": account.pk, "means": means, "at": timezone.now().timestamp()}


def waiting_account(request: HttpRequest) -> tuple[int, str] | None:
    """Account id and first means of who owes a second factor, within 15 minutes; or of who is signed in."""
    waiting = request.session.get(_WAITING)
    if waiting and 0 <= timezone.now().timestamp() - waiting["at"] < FRESH.total_seconds():
        return int(waiting["account"]), str(waiting["means"])
    if request.user.is_authenticated and isinstance(request.user.pk, int):
        return request.user.pk, str(request.session.get(_ENTERED, {}).get("means", "kode"))
    return None


def waited(request: HttpRequest) -> None:
    """The second factor was given."""
    request.session.pop(_WAITING, None)


def speak(response: HttpResponse, language: str) -> None:
    """Pages on this browser are in `language` from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=timedelta(days=365),
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
