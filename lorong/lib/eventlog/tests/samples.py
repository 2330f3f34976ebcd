"""A stream of invented cases of any length, made while it is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from lorong.lib.eventlog import LogCase, LogEvent

BEGIN = datetime(2026, 1, 5, 1, 30, 0, 123456, tzinfo=UTC)
ACTIVITIES = ("Mengajukan permohonan", "Petugas memeriksa", "Kepala seksi memaraf", "Lurah menandatangani", "Surat terbit")


def cases(count: int) -> Iterator[LogCase]:
    for number in range(count):
        at = BEGIN + timedelta(minutes=7 * number)
        events = tuple(
            LogEvent(
                id=f"c{number}-{seq}", activity=name, move=name, at=at + timedelta(hours=seq), begun=at if seq > 1 else None,
                role="lurah" if seq == 4 else "staf-pelayanan", unit="73.71.13.1005", step=f"s{seq}",
                outcome='baik & "benar" <sekali>' if seq == 2 else "", minutes=seq, makes_letter=seq == 4,
            )
            for seq, name in enumerate(ACTIVITIES, 1)
        )  # fmt: skip
        yield LogCase(
            f"c{number}", "surat-contoh", "Surat Contoh", 1, "73.71.13.1005", "web", "issued", 450, 200, 0, 0, 0, events
        )
