"""Messages to the head of the city for a demonstration, made by the actions that doors and pages call.

An extra room: it tells a week backwards, and never where people are real.
"""

from __future__ import annotations

import io
import math
import tomllib
import wave
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageDraw

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as found
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.city import queries as city
from lorong.kernel.people import queries as people
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.refusals import Refusal
from lorong.services.hotline import actions
from lorong.services.hotline.models import Contact, Line, Matter
from lorong.services.hotline.policies import MAYOR
from lorong.services.hotline.queries import ANSWER_WITHIN
from lorong.services.hotline.values import By, Enclosed, Heard, Kind

MESSAGES = Path(__file__).with_name("inventing.toml")
LIAISON = "pengelola-pengaduan"
HOURS = {"jam": 1, "hari": 24}


def write_in(*, now: datetime | None = None) -> int:
    """Write every message of `inventing.toml`, pass on and answer what it says; gives how many, none when somebody wrote before."""
    if not settings.DEMO:
        raise Refusal("Pesan rekaan hanya ada dalam peragaan. Nyalakan LORONG_DEMO=1 di luar produksi.")
    if Contact.objects.exists():
        return 0
    at = now or timezone.now()
    told = tomllib.loads(MESSAGES.read_text(encoding="utf-8"))["messages"]
    for number, message in enumerate(told):
        _tell(message, number, at)
    return len(told)


def _tell(message: Mapping[str, Any], number: int, now: datetime) -> None:
    came = now - _span(message["ago"])
    line = _hear(message, f"rekaan-{number}", message["text"], came)
    if "to" not in message:
        return
    mayor, office = _holder(MAYOR, city.this_city().code, now), city.city_unit(message["to"])
    assert office is not None, f"the city has no office {message['to']}"
    passed = came + _span(message["passed"])
    matter = actions.forward(actor=mayor, line=line, unit=office.pk, headline=message["headline"], at=passed)
    actions.mark_read(actor=mayor, contact=line.contact, upto=line.pk, at=passed)
    if "answer" in message:
        _answer(message, number, matter, came + _span(message["answered"]))
    elif passed + ANSWER_WITHIN <= now:
        actions.bring_back(actor=SISTEM, matter=matter, at=passed + ANSWER_WITHIN)


def _answer(message: Mapping[str, Any], number: int, matter: Matter, at: datetime) -> None:
    case = found.by_number(matter.case_number)
    assert case is not None, "a matter has its case"
    step, outcome = _answering(case)
    liaison = _holder(LIAISON, matter.unit, at)
    cases.advance(
        actor=liaison, case=case, step=step, outcome=outcome, key=f"rekaan-{number}", said=Said(reason=message["answer"]), at=at
    )
    _hear(message, f"rekaan-{number}-balas", message["verdict"], at + timedelta(hours=2))


def _answering(case: Any) -> tuple[str, str]:
    """The open step of the office, and its outcome that goes on to whoever wrote."""
    sop = catalog.procedure(case.procedure_id).sop
    step = next(step for step in sop.steps if step.id in case.marking)
    return step.id, next(name for name, outcome in step.outcomes.items() if outcome.next)


def _hear(message: Mapping[str, Any], told_id: str, text: str, at: datetime) -> Line:
    enclosed = tuple(ENCLOSED[name]() for name in message.get("enclosed", ())) if text == message["text"] else ()
    heard = Heard(By(message["by"]), message["phone"], told_id, text, at, message.get("name", ""), enclosed=enclosed)
    return actions.hear(actor=SISTEM, heard=heard, at=at)


def _drawn() -> Enclosed:
    """A broken pavement, as far as a dozen lines can draw one."""
    picture = Image.new("RGB", (960, 720), (196, 204, 210))
    pen = ImageDraw.Draw(picture)
    pen.polygon([(0, 720), (0, 430), (960, 300), (960, 720)], fill=(92, 96, 102))
    for stone in range(8):
        left, slip = stone * 124, 26 * (stone % 3)
        pen.polygon([(left, 470 - stone * 16 + slip), (left + 108, 452 - stone * 16), (left + 120, 540 - stone * 12 + slip),
                     (left + 6, 566 - stone * 12)], fill=(168 - 9 * (stone % 4), 160, 148), outline=(120, 112, 104))  # fmt: skip
    pen.ellipse([380, 520, 600, 610], fill=(48, 46, 44))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return Enclosed(Kind.PICTURE, out.getvalue())


def _sounded() -> Enclosed:
    """Two seconds that rise and fall, in the place of a voice."""
    out, rate = io.BytesIO(), 8000
    waves = (128 + 60 * math.sin(n / rate * math.tau * (220 + 60 * math.sin(n / rate * 7))) for n in range(2 * rate))
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(rate)
        file.writeframes(bytes(int(value) for value in waves))
    return Enclosed(Kind.SOUND, out.getvalue())


ENCLOSED = {"gambar": _drawn, "suara": _sounded}


def _holder(role: str, unit: str, at: datetime) -> Actor:
    holder = city.holder_of(role, unit, city.local(at).date())
    account = people.account_of(people.person(holder.person_id)) if holder else None
    actor = city.actor_of(account, at=at) if account else None
    if actor is None:
        raise Refusal("Pemeran belum ada. Jalankan dulu: manage.py load_city --cast")
    return actor


def _span(text: str) -> timedelta:
    number, unit = text.split()
    return timedelta(hours=int(number) * HOURS[unit])
