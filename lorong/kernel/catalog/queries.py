"""Reads of the catalogue. Published versions never change, so a process reads each of them once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from lorong.kernel.catalog.models import Procedure
from lorong.kernel.catalog.values import Found, Published
from lorong.kernel.city.queries.memory import MEMORY
from lorong.lib.sop.finding import Entry, Index
from lorong.lib.sop.schema import Form, Sop


def procedure(procedure_id: int) -> Published:
    """One published version, retired or not; read once per process. Raises Procedure.DoesNotExist."""
    return _read(connection.settings_dict["NAME"], procedure_id)


@lru_cache(maxsize=512)
def _read(database: str, procedure_id: int) -> Published:
    # One number may be another version in another database: tests use several in one process.
    return _published(Procedure.objects.get(pk=procedure_id))


def by_version(slug: str, version: int) -> Published | None:
    """One version of a service, retired or not."""
    found = Procedure.objects.filter(slug=slug, version=version).values_list("pk", flat=True).first()
    return procedure(found) if found is not None else None


def versions(slug: str) -> tuple[Published, ...]:
    """Every version of a service, the newest first."""
    return tuple(_published(row) for row in Procedure.objects.filter(slug=slug).order_by("-version"))


def current(*, hidden: bool = False, public: bool = False) -> tuple[Published, ...]:
    """The versions in force that one applies for, by title; with `public` those without an applicant instead.

    Services that only exercise the engine are left out unless `hidden`.
    """
    return tuple(p for p in _shelf().in_force.values() if (hidden or not p.hidden) and p.is_public == public)


def current_by_slug(slug: str, *, hidden: bool = False, public: bool = False) -> Published | None:
    """The version in force of one service that one applies for; with `public` one without an applicant instead.

    None when there is none, or it is of the other kind, or hidden.
    """
    found = _shelf().in_force.get(slug)
    return found if found is not None and (hidden or not found.hidden) and found.is_public == public else None


def search(text: str, *, language: str = "id", limit: int = 8, public: bool = False) -> tuple[Found, ...]:
    """The services that answer `text`, best first; forgiving about spelling. `language`: "id" or "en"."""
    shelf = _shelf()
    index = shelf.indexes["en" if language == "en" else "id", public]
    return tuple(Found(shelf.in_force[slug], score) for slug, score in index.search(text)[:limit])


def paper_name(kind: str, sop: Sop | None = None) -> str:
    """What people call a paper of `kind` ("ktp", "foto_usaha"): as `sop` names it, else as any service in force does.

    A file that no service asks for (one sent in a conversation is a "lampiran") is called by its kind.
    """
    sops = ([sop] if sop is not None else []) + [p.sop for p in _shelf().in_force.values()]
    return next((r.name for s in sops for r in s.requirements if kind in {r.held_as, r.id}), kind.replace("_", " "))


def fingerprint() -> tuple[int, int]:
    """Changes whenever anything is published or withdrawn."""
    with connection.cursor() as cursor:  # asked once by nearly every request: straight, without the table's model
        cursor.execute("SELECT coalesce(max(id), 0), count(retired_at) FROM catalog_procedure")
        newest, retired = cursor.fetchone()
    return newest, retired


def heard(newest: int, retired: int) -> None:
    """Somebody came across the fingerprint while asking for something else: this stretch need not ask for it."""
    MEMORY.once(("catalog",), lambda: (newest, retired))


@dataclass(frozen=True)
class _Shelf:
    """What is in force at one fingerprint, and how to search it."""

    at: tuple[str, int, int]
    in_force: Mapping[str, Published]
    indexes: Mapping[tuple[str, bool], Index]  # by language, and whether of those without an applicant


_kept: list[_Shelf] = []


def _shelf() -> _Shelf:
    at = (connection.settings_dict["NAME"], *MEMORY.once(("catalog",), fingerprint))
    for shelf in _kept:
        if shelf.at == at:
            return shelf
    rows = Procedure.objects.filter(retired_at=None).order_by("title", "slug")
    in_force = {row.slug: procedure(row.pk) for row in rows}
    shown = {public: [p for p in in_force.values() if not p.hidden and p.is_public == public] for public in (False, True)}
    indexes = {(lang, public): Index([_entry(p, lang) for p in shown[public]]) for lang in ("id", "en") for public in shown}
    shelf = _Shelf(at, in_force, indexes)
    _kept[:] = [shelf]
    return shelf


def _published(row: Procedure) -> Published:
    definition = json.loads(row.definition)
    return Published(
        id=row.pk,
        slug=row.slug,
        version=row.version,
        service=row.service,
        title=row.title,
        hidden=row.hidden,
        sop=Sop.model_validate(definition["sop"]),
        form=Form.model_validate(definition["form"]),
        letter=definition["letter"],
        flow=row.flow,
        content_hash=row.content_hash,
        published_at=row.published_at,
        in_force=row.retired_at is None,
    )


def _entry(published: Published, language: str) -> Entry:
    """Both languages are searched; the one that is read counts more."""
    sop = published.sop
    first, second = (sop.title_en, sop.title) if language == "en" else (sop.title, sop.title_en)
    return Entry(
        key=published.slug,
        texts=(
            (first, 5.0),
            (second, 3.0),
            (sop.short, 4.0),
            (sop.code, 4.0),
            (" ".join(sop.keywords), 4.0),
            (sop.product.name, 2.0),
            (sop.summary_en if language == "en" else sop.summary, 1.0),
        ),
    )
