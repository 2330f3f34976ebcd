"""Names of the background jobs, deferred without importing them: `tasks.py` calls actions, and actions defer jobs."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

EFFECT = "cases.effect"
LINK = "cases.link"
TELL = "cases.tell"
SAID = "cases.said"
WAKE_PARENT = "cases.wake_parent"


def defer_effect(case_id: int, step: str, seq: int) -> None:
    """A machine step is open: do it."""
    _defer(EFFECT, case_id=case_id, step=step, seq=seq)


def defer_link(case_id: int, step: str, seq: int) -> None:
    """An outside party's step is open: send the signed link."""
    _defer(LINK, case_id=case_id, step=step, seq=seq)


def defer_tell(case_id: int, seq: int) -> None:
    """Tell whom it concerns what the event means for them."""
    _defer(TELL, case_id=case_id, seq=seq)


def defer_said(case_id: int, message_id: int) -> None:
    """A line was added to the conversation: tell the other side."""
    _defer(SAID, case_id=case_id, message_id=message_id)


def defer_wake_parent(case_id: int) -> None:
    """A case that another one waits for has ended."""
    _defer(WAKE_PARENT, case_id=case_id)


def _defer(name: str, **arguments: Any) -> None:
    # One job of a case at a time: a letter is not announced before it is made.
    app.configure_task(name, lock=f"case:{arguments['case_id']}", queue="cases").defer(**arguments)
