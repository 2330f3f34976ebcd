"""Names of the background jobs, deferred without importing them: `tasks.py` calls actions, and actions defer jobs."""

from __future__ import annotations

from procrastinate.contrib.django import app

RECEIVED = "complaints.received"
VISITED = "complaints.visited"
NEWS = "complaints.news"
SAID = "complaints.said"
ASKED = "complaints.asked"
FORWARD = "complaints.forward"
QUEUE = "complaints"


def defer_received(report: int, *, lock: str | None = None) -> None:
    """A report came in: its pictures are made clean, and whoever told it gets the number. `lock`: a queueing lock."""
    app.configure_task(RECEIVED, queue=QUEUE, lock=f"report:{report}", queueing_lock=lock).defer(report=report)


def defer_visited(visit: int, *, lock: str | None = None) -> None:
    """A field officer sent a picture: it is made clean."""
    app.configure_task(VISITED, queue=QUEUE, lock=f"visit:{visit}", queueing_lock=lock).defer(visit=visit)


def defer_news(incident: int, number: str, seq: int) -> None:
    """An event changed how an incident stands: reporters and followers hear of it, one event after the other."""
    app.configure_task(NEWS, queue=QUEUE, lock=f"incident:{incident}").defer(incident=incident, number=number, seq=seq)


def defer_said(line: int) -> None:
    """A line was said in a thread: the other side hears of it."""
    app.configure_task(SAID, queue=QUEUE).defer(line=line)


def defer_asked(asked: int) -> None:
    """A neighbour was chosen: the question goes out."""
    app.configure_task(ASKED, queue=QUEUE).defer(asked=asked)


def defer_forward(forwarding: int) -> None:
    """An officer forwards it to another city's installation: it is sent. Found again by `complaints.elsewhere`."""
    app.configure_task(FORWARD, queue=QUEUE, lock=f"forwarding:{forwarding}").defer(forwarding=forwarding)
