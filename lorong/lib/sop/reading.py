"""Reading a declared service from its folder: every fault of every file with its line, never only the first."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lorong.lib.sop.inheriting import LIKE, Source, merged
from lorong.lib.sop.problems import Problem
from lorong.lib.sop.schema import Examples, Form, Sop
from lorong.lib.sop.wording import fields_at, meant, nearest, said, syntax_line, syntax_sentence
from lorong.lib.toml_lines import Place, lines_of

ShapeT = TypeVar("ShapeT", bound=BaseModel)


@dataclass(frozen=True)
class Declared:
    """A service as its folder declares it. `letter` is the Typst source, None when the product is no letter."""

    slug: str
    sop: Sop
    form: Form
    examples: Examples
    letter: str | None
    sop_source: Source
    form_source: Source
    examples_source: Source


@dataclass(frozen=True)
class Reading:
    """`declared` is None when the files could not be understood; `problems` says why."""

    slug: str
    declared: Declared | None
    problems: tuple[Problem, ...]


def service_folders(catalog: Path) -> tuple[Path, ...]:
    """Folders `catalog/<service>/<slug>/` that hold an SOP, in order. Names that begin with `_` or `.` are no services."""
    found = (p.parent for p in catalog.glob("*/*/sop.toml"))
    return tuple(sorted(p for p in found if p.name[0] not in "_." and p.parent.name[0] not in "_."))


def read_service(folder: Path, *, shown: str | None = None) -> Reading:
    """Read one folder. `shown` is the path that problems name; the folder itself by default."""
    base = shown if shown is not None else str(folder)
    problems: list[Problem] = []
    sop, sop_source = _shaped(folder, base, "sop.toml", Sop, problems)
    form, form_source = _shaped(folder, base, "form.toml", Form, problems)
    examples, examples_source = _shaped(folder, base, "examples.toml", Examples, problems)
    letter = _letter(folder, sop, sop_source, problems)
    declared = None
    if sop and form and examples and sop_source and form_source and examples_source and not problems:
        declared = Declared(
            slug=folder.name,
            sop=sop,
            form=form,
            examples=examples,
            letter=letter,
            sop_source=sop_source,
            form_source=form_source,
            examples_source=examples_source,
        )
    return Reading(folder.name, declared, tuple(sorted(problems)))


def _shaped(
    folder: Path, base: str, name: str, shape: type[ShapeT], problems: list[Problem]
) -> tuple[ShapeT | None, Source | None]:
    source = _whole(folder, base, name, problems)
    if source is None:
        return None, None
    try:
        return shape.model_validate(source.data), source
    except ValidationError as invalid:
        problems.extend(source.problem(_place(e), said(e, shape)) for e in _worth_saying(invalid.errors(), shape))
        return None, source


def _whole(folder: Path, base: str, name: str, problems: list[Problem]) -> Source | None:
    """The file, together with the base that it is like."""
    own = _source(folder, base, name, problems)
    like = own.data.get(LIKE) if own else None
    if own is None or like is None:
        return own
    bases = sorted(p.parent.name for p in folder.parent.glob(f"_*/{name}"))
    if not isinstance(like, str) or like not in bases:
        problems.append(own.problem((LIKE,), f"Dasar `{like}` tidak punya {name}. {meant(str(like), bases)}"))
        return None
    above = _source(folder.parent / like, "".join((*base.rpartition("/")[:2], like)), name, problems)
    if above is not None and LIKE in above.data:
        problems.append(above.problem((LIKE,), "Sebuah dasar tidak memakai dasar lain. Hapus like, dan tulis isinya di sini."))
        return None
    return merged(above, own) if above else None


def _source(folder: Path, base: str, name: str, problems: list[Problem]) -> Source | None:
    shown = f"{base}/{name}"
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.append(Problem(shown, 1, "", "Berkas ini belum ada. Salin dari layanan lain, lalu sesuaikan."))
        return None
    except UnicodeDecodeError:
        problems.append(Problem(shown, 1, "", "Berkas ini bukan teks UTF-8. Simpan ulang sebagai UTF-8."))
        return None
    try:
        return Source(shown, tomllib.loads(text), lines_of(text))
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(shown, syntax_line(str(error), text), "", syntax_sentence(str(error))))
        return None


def _place(error: ErrorDetails) -> Place:
    return tuple(part for part in error["loc"] if part != "[key]")


def _worth_saying(errors: list[ErrorDetails], shape: type[BaseModel]) -> Iterator[ErrorDetails]:
    """Without the echoes: one misspelled field is one problem, not an unknown field and a missing one."""
    misspelled = {
        (*error["loc"][:-1], nearest(str(error["loc"][-1]), fields_at(shape, _place(error)[:-1])))
        for error in errors
        if error["type"] == "extra_forbidden"
    }
    for error in errors:
        place = error["loc"]
        if error["type"] == "missing" and place in misspelled:
            continue
        inner = any(len(e["loc"]) > len(place) and e["loc"][: len(place)] == place for e in errors)
        if error["type"] == "too_short" and inner:
            continue
        yield error


def _letter(folder: Path, sop: Sop | None, source: Source | None, problems: list[Problem]) -> str | None:
    if sop is None or source is None or sop.product.letter is None:
        return None
    path = folder / sop.product.letter
    if Path(sop.product.letter).name != sop.product.letter or not path.is_file():
        sentence = f"Berkas {sop.product.letter} tidak ada di folder ini. Tambahkan, atau perbaiki namanya."
        problems.append(source.problem(("product", "letter"), sentence))
        return None
    return path.read_text(encoding="utf-8")
