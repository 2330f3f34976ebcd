"""Whoever runs the machine ends the sessions of one account, or of everybody."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from lorong.kernel.audit.models import AuditEntry
from lorong.kernel.people import actions
from lorong.kernel.people.models import Session
from lorong.lib.refusals import NotAllowed
from lorong.testing import Cast


@pytest.fixture
def inside(cast: Cast) -> dict[str, Client]:
    """Browsers in which somebody has signed in."""
    browsers = {}
    for name in ("siti", "tono", "budi"):
        browsers[name] = Client()
        browsers[name].post("/akun/siapa/", {"akun": cast.account(name).pk})
    return browsers


def still_in(browsers: dict[str, Client]) -> set[str]:
    return {name for name, browser in browsers.items() if browser.get("/akun/").status_code == 200}


def run(**options: Any) -> str:
    said = StringIO()
    call_command("sign_out", stdout=said, **options)
    return said.getvalue()


def test_one_account_is_out_and_the_others_go_on(inside: dict[str, Client], cast: Cast) -> None:
    assert "1 " in run(account=cast.account("budi").pk)
    assert still_in(inside) == {"siti", "tono"}


def test_everybody_is_out(inside: dict[str, Client]) -> None:
    assert "3 " in run(everybody=True)
    assert still_in(inside) == set()
    assert not Session.objects.exclude(account=None).exists()


def test_it_stands_in_the_trail(inside: dict[str, Client], cast: Cast) -> None:
    run(account=cast.account("budi").pk)
    entry = AuditEntry.objects.filter(action="people.sign_out").latest("pk")
    assert (entry.actor_kind, entry.object_id) == ("system", str(cast.account("budi").pk))
    run(everybody=True)
    assert AuditEntry.objects.filter(action="people.sign_out_everybody").exists()


@pytest.mark.parametrize("options", [{}, {"account": 10**9}])
def test_a_mistake_in_the_command_is_a_sentence_and_ends_nothing(inside: dict[str, Client], options: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match="Tulis"):
        run(**options)
    assert still_in(inside) == {"siti", "tono", "budi"}


def test_an_officer_signs_nobody_else_out(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.sign_out_everybody(actor=cast.actor("wali_kota"), at=cast.account("siti").sessions_since)
