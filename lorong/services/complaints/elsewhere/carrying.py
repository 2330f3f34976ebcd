"""A forwarding on its way: what is due is sent or asked after. An extra room: run by jobs, holds no lock and no transaction while it waits.

Each step may run twice and be killed anywhere: before the network the intention is on record, after it the answer.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.utils import timezone

from lorong.lib.actors import SISTEM
from lorong.services.complaints.elsewhere import actions, client, neighbours, parcel
from lorong.services.complaints.elsewhere.values import MOST_AT_ONCE, OPEN, Answer, Later, Neighbour, News, State, Taken, Unseen
from lorong.services.complaints.models import Forwarding

A_RUN = timedelta(minutes=4)
GONE = Later("tidak tersambung lagi dengan kota ini")


def carry(pk: int, *, at: datetime) -> bool:
    """Do what is due of one forwarding; False when the other side did not answer as it should."""
    row = Forwarding.objects.select_related("incident").get(pk=pk)
    if row.state == State.WAITING:
        return _send(row, at)
    neighbour = neighbours.neighbour(row.to)
    if row.state not in OPEN or (row.next_at is not None and row.next_at > at):
        return True
    if row.state == State.TOKEN:
        number = client.number_of(neighbour, row.token) if neighbour is not None else GONE
        actions.note_number(actor=SISTEM, forwarding=row, answer=number, at=_after(at))
        return not isinstance(number, Later)
    told = client.ask(neighbour, row.number) if neighbour is not None else GONE
    if isinstance(told, News) and neighbour is not None:  # before an end is heard: what they wrote belongs before it
        found = client.messages(neighbour, row.number)
        actions.hear_messages(actor=SISTEM, forwarding=row, found=found, at=_after(at))
    actions.hear(actor=SISTEM, forwarding=row, told=told, at=_after(at))
    return not isinstance(told, Later)


def carry_all(*, at: datetime) -> int:
    """What is due of all of them, for some minutes at most; gives how many. Of a city that does not answer, one each time."""
    began, down, done = time.monotonic(), set[str](), 0
    due = Forwarding.objects.filter(state__in=OPEN, next_at__lte=at).order_by("next_at").values_list("pk", "to")
    for pk, to in list(due[:MOST_AT_ONCE]):
        if to in down:
            continue
        if time.monotonic() - began > A_RUN.total_seconds():
            break
        done += 1
        if not carry(pk, at=at):
            down.add(to)
    return done


def _send(row: Forwarding, at: datetime) -> bool:
    look_first = actions.begin_sending(actor=SISTEM, forwarding=row, at=at)
    if look_first is None:
        return True
    neighbour = neighbours.neighbour(row.to)
    assert neighbour is not None, "a sending was begun for nobody"
    answer = _found(row, neighbour, at) if look_first else client.tell(neighbour, parcel.parcel(row, neighbour))
    actions.note_sending(actor=SISTEM, forwarding=row, answer=answer, at=_after(at))
    return not isinstance(answer, Later)


def _found(row: Forwarding, neighbour: Neighbour, at: datetime) -> Answer:
    """What a server without keys may have taken already, by our reference in its list."""
    number = client.look_for(neighbour, parcel.parcel(row, neighbour), since=row.at, until=at)
    if isinstance(number, Later):
        return Later(number.why, arrived=None)
    if isinstance(number, Unseen):
        return Later("tidak jelas sudah diterima atau belum", arrived=None)
    return Taken(number=number)


def _after(at: datetime) -> datetime:
    # The network took its time; what a test calls now stays now.
    return max(at, timezone.now())
