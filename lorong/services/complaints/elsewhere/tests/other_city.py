"""Another city's installation, for a process of its own (`BEGIN`).

It makes Palopo out of a copy of the tests' database, serves its real pages over a real socket, says its port and a key on one
line, and then does what it reads: `advance <number> <step> <outcome> <reason>`, `reply <number> <words>` or `told <number>`.
"""

from __future__ import annotations

import json
import sys
import threading
import uuid
from io import StringIO
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.utils import timezone

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as found
from lorong.kernel.cases.values import Said
from lorong.lib.actors import SISTEM
from lorong.services.complaints import tasks
from lorong.services.complaints.elsewhere import queries
from lorong.services.complaints.models import Incident, Line, Photo
from lorong.services.complaints.open311.actions import issue_key
from lorong.services.complaints.tests.conftest import publish_now

BEGIN = f"import django; django.setup(); from {__name__} import main; main()"


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_said: Any) -> None:
        return


def main() -> None:
    """Become the other city, and serve until the input ends."""
    with connection.cursor() as cursor:
        # What the copied city leaves behind is no ground and no office of this one.
        cursor.execute("DELETE FROM city_setting; UPDATE city_region SET level = 1, outline = ''")
    call_command("load_city", city="palopo", people=0, cast=False, stdout=StringIO())
    publish_now()
    key = issue_key(actor=SISTEM, name="Kota Makassar", contact="Kominfo", a_day=50, at=timezone.now(), agency=True)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    answer = {"port": server.server_port, "key": key.text}
    for line in _said(answer):
        verb, number, *rest = line.split(maxsplit=4)
        incident = Incident.objects.get(code=number)
        if verb == "advance":
            case = found.for_actor(SISTEM, incident.case_number)
            act = {"step": rest[0], "outcome": rest[1], "said": Said(reason=" ".join(rest[2:])), "key": uuid.uuid4().hex}
            cases.advance(actor=SISTEM, case=case, **act)
        elif verb == "reply":
            Line.objects.create(
                report=incident.reports.get(), key=uuid.uuid4().hex, side="city", author="Petugas", body=" ".join(rest)
            )
        else:
            report = incident.reports.get()
            tasks.received(report=report.pk)
            photos = Photo.objects.filter(report=report, file__isnull=False).count()
            from_whom = [(one.sender.name, one.reference) for one in queries.origins(incident)]
            answer["told"] = {"text": report.text, "region": report.region, "name": report.name, "phone": report.phone}
            answer["told"] |= {"photos": photos, "origins": from_whom, "all": Incident.objects.count()}


def _said(answer: dict[str, Any]) -> Any:
    """Lines of the input, each after what is known by then was said."""
    _write(answer)
    for line in sys.stdin:
        yield line
        _write(answer)


def _write(answer: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()
