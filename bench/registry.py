"""Which lines there are: every module of `bench/lines/`."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

from bench import lines
from lorong.station.progress import Progress


def modules() -> dict[str, ModuleType]:
    """The module of every line by its id; heavy ones last, otherwise by name. To be called when Django is set up."""
    found = [importlib.import_module(f"bench.lines.{info.name}") for info in pkgutil.iter_modules(lines.__path__)]
    found.sort(key=lambda module: (module.LINE.heavy, module.LINE.id))
    return {module.LINE.id: module for module in found}


def place(*, small: bool, progress: Progress) -> Any:
    """Where lines are measured (`bench.place.Place`). To be called when Django is set up."""
    return importlib.import_module("bench.place").Place(small=small, progress=progress)


def chosen(wanted: list[str]) -> dict[str, ModuleType]:
    """The lines of that name; when none is named all that belong to the table. Raises LookupError with the names there are."""
    there = modules()
    unknown = sorted(set(wanted) - set(there))
    if unknown:
        raise LookupError(f"no line is called {', '.join(unknown)}; there are: {', '.join(there)}")
    return {name: module for name, module in there.items() if name in (wanted or _of_the_table(there))}


def _of_the_table(there: dict[str, ModuleType]) -> list[str]:
    return [name for name, module in there.items() if not module.LINE.by_name]
