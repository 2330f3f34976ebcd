"""A form that arrived after its session had ended: held, sealed, until its owner has signed in again.

An extra room: the door holds the form, the sign-in page says so, and `/akun/kiriman/` offers it for sending. It needs no
script in the browser. Only forms of views that say so (`keeps=True`) are held, without what opens a signature; and only for
the account that was last signed in with this browser, so that nobody else reads it.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lorong.portals.accounts import drafts, visitor

NAME = "kiriman"
MOST = 32_000  # characters; a page of questions has a tenth of it
HELD_SECONDS = 60 * 60
SECRETS = frozenset({"sandi", "kunci_sandi", "rahasia"})  # asked for anew: passphrase, proof and secret of a passkey
TECHNICAL = frozenset({"csrfmiddlewaretoken", "kunci"})
NEVER_HELD = SECRETS | {"csrfmiddlewaretoken"}


def sign_in_first(request: HttpRequest, *, keeps: bool) -> HttpResponseRedirect:
    """To the sign-in page and back. keeps: what was posted is held meanwhile, and offered for sending afterwards."""
    if request.method not in {"GET", "HEAD"}:
        back = reverse("accounts:held") if keeps and hold(request) else came_from(request)
    else:
        back = request.get_full_path()
    return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}")


def came_from(request: HttpRequest) -> str:
    """The page of ours on which the form stood: an address that only takes forms shows nothing when one comes back."""
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.get_host():
        return request.get_full_path()
    return f"{page.path}?{page.query}" if page.query else page.path


def hold(request: HttpRequest) -> bool:
    """Hold the posted fields, not the files and no secret; False when it is too long or the browser is not known."""
    account = visitor.last_account(request)
    fields = [[name, values] for name, values in request.POST.lists() if name not in NEVER_HELD]
    if account is None or len(json.dumps(fields)) > MOST:
        return False
    drafts.forget(request, NAME)
    at = timezone.now().timestamp()
    files = bool(request.FILES)
    drafts.keep(request, NAME, account=account, path=request.get_full_path(), fields=fields, files=files, at=at)
    return True


def held(request: HttpRequest) -> dict[str, Any] | None:
    """What is held: `path`, `fields` as [name, [value, ...]], `files` (whether some have to be chosen again); or None."""
    found = drafts.kept(request, NAME)
    if not found or not 0 <= timezone.now().timestamp() - found["at"] < HELD_SECONDS:
        return None
    return found


def held_of(request: HttpRequest, account_id: Any) -> dict[str, Any] | None:
    """What is held for this account. Something held for another one is thrown away unseen."""
    found = held(request)
    if found is not None and found["account"] != account_id:
        forget(request)
        return None
    return found


def words_of(found: dict[str, Any]) -> list[str]:
    """What the person wrote, as the page shows it again."""
    return [value for name, values in found["fields"] if name not in TECHNICAL for value in values if value.strip()]


def forget(request: HttpRequest) -> None:
    """It was thrown away."""
    drafts.forget(request, NAME)
