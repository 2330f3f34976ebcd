"""What the city says of complaints of its own: who has what here, and the outside parties (`cities/<city>/complaints.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lorong.kernel.city.models import CitySetting
from lorong.kernel.city.queries.memory import MEMORY


def complaints_setting() -> Mapping[str, Any]:
    """`{"categories": {slug: {"routes": [...], "parties": [...]}}, "parties": {code: {"name", "phone"}},
    "neighbours": {id: as `lib.citypack.complaints.Neighbour`}}`; {} without one."""
    return MEMORY.get(("complaints",), _read)


def _read() -> Mapping[str, Any]:
    setting = CitySetting.objects.first()
    found: Mapping[str, Any] = setting.data.get("complaints", {}) if setting is not None else {}
    return found
