"""Where something can lie: the kelurahan and desa that an office serves, under their kecamatan."""

from __future__ import annotations

from django.db.models import Q

from lorong.kernel.city.models import Unit
from lorong.kernel.city.queries.memory import MEMORY

Villages = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def villages() -> Villages:
    """(name of the kecamatan, ((region code, name), ...)), by name; remembered by the process."""
    return MEMORY.get(("villages",), _read_villages)


def village_codes() -> tuple[str, ...]:
    """The region code of every kelurahan and desa that an office serves; remembered by the process."""
    return MEMORY.get(("village codes",), lambda: tuple(code for _, names in villages() for code, _ in names))


def village_words(code: str) -> str:
    """ "Kelurahan Rappocini, Kecamatan Rappocini"; the code itself when no office serves it any more."""
    for above, names in villages():
        found = dict(names).get(code)
        if found is not None:
            return f"{found}, {above}"
    return code


def _read_villages() -> Villages:
    found: dict[str, list[tuple[str, str]]] = {}
    # people still live where an office was dissolved: another one serves them
    works = Q(active=True) | Q(successor__isnull=False)
    served = Unit.objects.filter(works, kind__in=("kelurahan", "desa"), parent__isnull=False)
    for code, name, above in served.order_by("parent__name", "short_name").values_list("pk", "name", "parent__name"):
        found.setdefault(above, []).append((code, name))
    return tuple((above, tuple(names)) for above, names in found.items())
