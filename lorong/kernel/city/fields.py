"""A column for a place on the earth: PostgreSQL's own `point`, so that no extension is needed."""

from __future__ import annotations

from typing import Any

from django.db import models

from lorong.lib.places import Spot


class SpotField(models.Field):  # type: ignore[type-arg]  # the class is not subscriptable at run time
    """A `lorong.lib.places.Spot` or None, kept as `point(longitude, latitude)`.

    Nearest first: `ORDER BY column <-> point(lon, lat)` over a GiST index; metres are `lib.places.distance`'s.
    """

    description = "a place on the earth"

    def db_type(self, connection: Any) -> str:
        return "point"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Spot | None:
        if value is None:
            return None
        lon, lat = value.strip("()").split(",")
        return Spot(float(lat), float(lon))

    def get_prep_value(self, value: Any) -> str | None:
        if value is None:
            return None
        spot = Spot(*value)
        return f"({spot.lon!r},{spot.lat!r})"

    def get_lookup(self, lookup_name: str) -> Any:
        # `point` has no equality for an index to use: a place is asked for by nearness, or not at all.
        assert lookup_name == "isnull", "a spot is looked for by its nearness, in SQL"
        return super().get_lookup(lookup_name)
