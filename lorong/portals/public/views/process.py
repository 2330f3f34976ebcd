"""SOPs for other tools: the process as BPMN 2.0 and as a Petri net."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Published
from lorong.kernel.city import queries as city
from lorong.lib.bpmn import bpmn_of, pnml_of
from lorong.lib.refusals import NotFound
from lorong.portals.door import Who, entrance


@entrance(Who.ANYONE)
@require_safe
@cache_control(public=True, max_age=3600)
def bpmn(request: HttpRequest, slug: str) -> HttpResponse:
    """The SOP in force as BPMN 2.0 with its diagram."""
    found = _offered(slug)
    xml = bpmn_of(found.sop, slug=slug, version=found.version, city=city.this_city().name)
    return _file(xml, f"sop-{slug}.bpmn")


@entrance(Who.ANYONE)
@require_safe
@cache_control(public=True, max_age=3600)
def pnml(request: HttpRequest, slug: str) -> HttpResponse:
    """The SOP in force as a Petri net, for replaying event logs."""
    return _file(pnml_of(_offered(slug).sop, slug=slug), f"sop-{slug}.pnml")


def _offered(slug: str) -> Published:
    found = catalog.current_by_slug(slug)
    if found is None:
        raise NotFound(gettext("Layanan ini tidak dibuka di kota ini. Cari yang lain di halaman depan."))
    return found


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
