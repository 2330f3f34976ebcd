"""Acting as the owner of the tables: for migrations and the catalogue, and for nothing that serves pages.

An extra room: web and worker run as a role that owns nothing. Commands that need more change over to
LORONG_OWNER_DATABASE_URL here, where it is set; where it is not, the connection stays what it is (a demo, a test).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import connection


class OtherDatabase(Exception):
    """The two addresses name different databases. The words say which setting to mend."""


@contextmanager
def as_owner(**timeouts: str) -> Iterator[None]:
    """While the body runs, this process asks the database as the owner of the tables. Raises OtherDatabase.

    timeouts: `lock_timeout` and `statement_timeout` as PostgreSQL writes them ("5s"). A lock that is not given in time
    ends the statement, so that everybody else does not queue up behind a migration that waits.
    """
    here: dict[str, Any] = connection.settings_dict
    before = dict(here)
    changed = _owner() if settings.OWNER_DATABASE_URL else {}
    if timeouts:
        said = [here["OPTIONS"].get("options", ""), *(f"-c {name}={value}" for name, value in timeouts.items())]
        changed["OPTIONS"] = {**here["OPTIONS"], "options": " ".join(said).strip()}
    if not changed:
        yield
        return
    connection.close()
    here |= changed
    try:
        yield
    finally:
        connection.close()
        here |= {name: before[name] for name in changed}


def _owner() -> dict[str, Any]:
    owner = urlsplit(settings.OWNER_DATABASE_URL)
    query = dict(pair.split("=", 1) for pair in owner.query.split("&") if "=" in pair)
    wanted, name = owner.path.lstrip("/"), connection.settings_dict["NAME"]
    if wanted != name:
        raise OtherDatabase(f"LORONG_OWNER_DATABASE_URL is database {wanted}, LORONG_DATABASE_URL is {name}. Name the same.")
    return {
        "USER": unquote(owner.username or ""),
        "PASSWORD": unquote(owner.password or ""),
        "HOST": unquote(query.get("host", "") or owner.hostname or ""),
        "PORT": query.get("port", "") or str(owner.port or ""),
    }
