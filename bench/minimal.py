"""The least that a Django site can be: a page that reads one row, a form that writes three, and one that keeps a file too. No
session, no template tricks.

Served by the same server as the product; the tables are its own.
"""

from __future__ import annotations

import os
import uuid
from typing import Any

import django
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import Context, Engine
from django.urls import path

from lorong.settings import database

PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{{ number }}</title></head>
<body><h1>{{ number }}</h1><p>{{ title }}</p><p>{{ at }}</p></body></html>"""

if not settings.configured:
    settings.configure(
        DATABASES={"default": database(os.environ["LORONG_DATABASE_URL"])},
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="bench.minimal",
        SECRET_KEY="only for a measurement",
        MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
        USE_TZ=True,
    )
    django.setup()

TEMPLATE = Engine().from_string(PAGE)


def show(request: HttpRequest, number: int) -> HttpResponse:
    """One row on a page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, title, at FROM bench_row WHERE id = %s", [number])
        row: Any = cursor.fetchone()
    return HttpResponse(TEMPLATE.render(Context(dict(zip(("number", "title", "at"), row, strict=True)))))


def take(request: HttpRequest) -> HttpResponse:
    """Three rows from one form."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name in ("nama_usaha", "jenis_usaha", "alamat_usaha"):
            cursor.execute("INSERT INTO bench_row (number, title) VALUES (%s, %s)", [name, request.POST[name]])
    return HttpResponseRedirect("/1/")


def keep(request: HttpRequest) -> JsonResponse:
    """A file and three rows from one form. Both are on the disk when it answers: the rows by their commit, the file like this."""
    folder, photo = FileSystemStorage(os.environ["LORONG_MEDIA_ROOT"]), _photo(request)
    name = folder.save(f"plain/{uuid.uuid4().hex}.jpg", photo)
    for written in (name, "plain"):
        _to_disk(folder.path(written))
    return _three_rows(request, name)


def leave(request: HttpRequest) -> JsonResponse:
    """As `keep`, but the file is left to the system's cache: a row may come through a power cut without it."""
    folder = FileSystemStorage(os.environ["LORONG_MEDIA_ROOT"])
    return _three_rows(request, folder.save(f"plain/{uuid.uuid4().hex}.jpg", _photo(request)))


def _photo(request: HttpRequest) -> Any:
    return request.FILES["galeri"]


def _to_disk(path: str) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _three_rows(request: HttpRequest, name: str) -> JsonResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        for title in (name, request.POST["teks"], request.POST["jenis"]):
            cursor.execute("INSERT INTO bench_row (number, title) VALUES (%s, %s)", [request.POST["kunci"], title])
    return JsonResponse({"nomor": request.POST["kunci"]}, status=201)


def many(request: HttpRequest) -> JsonResponse:
    """Fifty rows as JSON."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, number, title, at FROM bench_row ORDER BY id DESC LIMIT 50")
        rows = [dict(zip(("id", "number", "title", "at"), row, strict=True)) for row in cursor.fetchall()]
    return JsonResponse(rows, safe=False)


urlpatterns = [path("<int:number>/", show), path("many/", many), path("take/", take), path("keep/", keep), path("leave/", leave)]
application = get_wsgi_application()
