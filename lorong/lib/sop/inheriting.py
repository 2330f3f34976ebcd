"""`like = "_fisik"`: a service that is like a base in the same folder, but for what it says itself.

Tables are merged key by key; a list of tables that carry an `id` (a story: its `name`) is merged by it, what is new comes
last; every other value replaces that of the base. What is published is the whole, so a base is never asked again.
Each key remembers the file and the line where its value stands: a fault is mended there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lorong.lib.sop.problems import Problem, Severity
from lorong.lib.sop.wording import spoken
from lorong.lib.toml_lines import Place

LIKE = "like"
_NAMES = ("id", "name")


@dataclass(frozen=True)
class Source:
    """One file of a service: its values and the line of each key. `name` is the path that problems show.

    `inherited`: places whose value stands in the file of the base, with the path of that file.
    """

    name: str
    data: Mapping[str, Any]
    lines: Mapping[Place, int]
    inherited: Mapping[Place, str] = field(default_factory=dict)

    def problem(self, place: Place, sentence: str, severity: Severity = Severity.ERROR) -> Problem:
        """A problem at a key, on the line where it stands (or the table it should stand in)."""
        near = next((place[:n] for n in range(len(place), 0, -1) if place[:n] in self.lines), ())
        return Problem(self.inherited.get(near, self.name), self.lines.get(near, 1), spoken(place), sentence, severity)


def merged(base: Source, own: Source) -> Source:
    """What `own` means when it is like `base`; the key `like` itself is gone."""
    merge = _Merge(base, own)
    data = {key: value for key, value in own.data.items() if key != LIKE}
    whole = merge.values(base.data, data, (), (), ())
    return Source(own.name, whole, merge.lines, merge.inherited)


class _Merge:
    def __init__(self, base: Source, own: Source) -> None:
        self.base, self.own = base, own
        self.lines: dict[Place, int] = {}
        self.inherited: dict[Place, str] = {}

    def values(self, base: Any, own: Any, at_base: Place, at_own: Place, at: Place) -> Any:
        """The value at `at` of the whole, which stands at `at_base` in the base and at `at_own` in the service."""
        if isinstance(base, Mapping) and isinstance(own, Mapping):
            self._note_own(at_own, at)
            return {key: self._either(base, own, key, key, key, at_base, at_own, at) for key in [*base, *_more(own, base)]}
        names = _names(base), _names(own)
        if names[0] is not None and names[1] is not None:
            self._note_own(at_own, at)
            return self._list(base, own, names[0], names[1], at_base, at_own, at)
        self._copy_own(at_own, at)
        return own

    def _list(self, base: Any, own: Any, one: list[str], other: list[str], at_base: Place, at_own: Place, at: Place) -> Any:
        """Both lists have names; `one` those of the base, `other` those of the service."""
        whole = []
        for i, name in enumerate([*one, *_more(other, one)]):
            of_base = {one.index(name): base[one.index(name)]} if name in one else {}
            of_own = {other.index(name): own[other.index(name)]} if name in other else {}
            first, second = next(iter(of_base), -1), next(iter(of_own), -1)
            whole.append(self._either(of_base, of_own, first, second, i, at_base, at_own, at))
        return whole

    def _either(
        self, base: Mapping[Any, Any], own: Mapping[Any, Any], first: Any, second: Any, key: Any,
        at_base: Place, at_own: Place, at: Place,
    ) -> Any:  # fmt: skip
        if first not in base:
            self._copy_own((*at_own, second), (*at, key))
            return own[second]
        if second not in own:
            self._copy_base((*at_base, first), (*at, key))
            return base[first]
        return self.values(base[first], own[second], (*at_base, first), (*at_own, second), (*at, key))

    def _note_own(self, at_own: Place, at: Place) -> None:
        if at_own in self.own.lines:
            self.lines[at] = self.own.lines[at_own]

    def _copy_own(self, source: Place, at: Place) -> None:
        for place, line in _below(self.own.lines, source):
            self.lines[(*at, *place)] = line

    def _copy_base(self, source: Place, at: Place) -> None:
        for place, line in _below(self.base.lines, source):
            self.lines[(*at, *place)] = line
            self.inherited[(*at, *place)] = self.base.name


def _below(lines: Mapping[Place, int], place: Place) -> list[tuple[Place, int]]:
    return [(found[len(place) :], line) for found, line in lines.items() if found[: len(place)] == place]


def _names(value: Any) -> list[str] | None:
    """The ids of a list of tables, or its names; None when it is not such a list, or has one twice."""
    if not isinstance(value, list) or not value or not all(isinstance(one, Mapping) for one in value):
        return None
    for key in _NAMES:
        names = [str(one[key]) for one in value if key in one]
        if len(set(names)) == len(value):
            return names
    return None


def _more(own: Any, base: Any) -> list[Any]:
    return [name for name in own if name not in base]
