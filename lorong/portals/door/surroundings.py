"""What every page knows: the city, who is there, whose demo it is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lorong.kernel.city import queries as city


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """`city`, `me` (the actor), `demo`, `path_here` for every template."""
    return {
        "city": city.this_city(),
        "me": getattr(request, "actor", None),
        "demo": settings.DEMO,
        "path_here": request.get_full_path(),
    }
