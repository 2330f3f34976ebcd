"""Sessions in a table of our own: whose they are, on what device, since when, last used when.

An extra room: the framework names it in its settings. A session that its owner ends is a row that is gone, so no request
asks anything more than it did before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as TableStore

from lorong.kernel.people.models import Session

ENTERED = "masuk"  # what the door notes in a session when somebody comes in
NOTED = timedelta(minutes=5)  # a use is written down at most this often


@dataclass(frozen=True, slots=True)
class Life:
    """How long a session may lie unused, and how long it lasts whatever happens."""

    idle: timedelta
    whole: timedelta


RESIDENT = Life(timedelta(days=3), timedelta(days=14))  # one's own telephone
OFFICER = Life(timedelta(hours=1), timedelta(hours=12))  # a desk that others pass; a working day


def is_over(entered: Mapping[str, Any], *, officer: bool, at: datetime) -> bool:
    """Whether a session that began and was used as `entered` says has lived long enough at `at`."""
    life, now = (OFFICER if officer else RESIDENT), at.timestamp()
    begun, seen = float(entered.get("begun", now)), float(entered.get("seen", now))
    return now - seen > life.idle.total_seconds() or now - begun > life.whole.total_seconds()


class SessionStore(TableStore):
    """The framework's store, in our table."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        entered, account = data.get(ENTERED, {}), data.get("_auth_user_id")
        row.account_id = int(account) if account else None
        row.device, row.means = str(entered.get("device", ""))[:80], str(entered.get("means", ""))[:20]
        row.begun_at, row.seen_at = _moment(entered.get("begun")), _moment(entered.get("seen"))
        return row


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
