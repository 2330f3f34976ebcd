"""What services let programs do, under the same door and in the same description as everything else.

An extra room: this door knows no service; it asks the registry.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lorong.kernel.catalog.registry import Call
from lorong.kernel.people.values import Scope
from lorong.portals.api.document import api, needs


def offer(calls: Iterable[Call]) -> None:
    """Add these calls. Once, before the description is made."""
    for call in calls:
        asked: dict[str, Any] = needs(Scope(call.scope)) if call.scope else {}
        if call.more:
            asked["openapi_extra"] = {**asked.get("openapi_extra", {}), **call.more}
        api.default_router.add_api_operation(
            call.path, [call.method], call.view, summary=call.summary, response=call.answers, **asked
        )
