"""How much one phone, account or address may tell in an hour. An extra room: asked by `tell` and, for addresses, by the doors.

Who is over the limit is told when to go on; what was written stays on the phone or in the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from lorong.kernel.people import limits as counted
from lorong.lib.phrases import phrase
from lorong.lib.refusals import TooMany
from lorong.services.complaints import values

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def admit(address: str, *, at: datetime | None = None) -> None:
    """Count a report from an address of a computer; called by a door before `tell`, outside a transaction. Raises TooMany."""
    counted.apply(ADDRESS, address, at=at)


ADDRESS = counted.Rule(
    "aduan-alamat",
    values.AN_ADDRESS,
    3600,
    phrase(
        "Sudah {most} laporan dari jaringan internet Anda dalam satu jam. Laporan Anda belum hilang: tunggu sebentar, lalu kirim lagi.",
        most=values.AN_ADDRESS,
    ),
)


def not_too_many(times: Sequence[datetime], *, at: datetime) -> None:
    """Raises TooMany when somebody has told as much as one may within an hour or a day. Counted are reports, not tries.

    times: when the last ones were received, the newest first, at least `values.A_DAY` of them if there are as many.
    """
    for most, span in ((values.AN_HOUR, HOUR), (values.A_DAY, DAY)):
        if len(times) >= most and times[most - 1] > at - span:
            left = times[most - 1] + span - at
            raise TooMany(
                phrase(
                    "Sudah {most} laporan dari Anda dalam {hours} jam. Yang ini belum terkirim tetapi tidak hilang: kirim lagi {minutes} menit lagi.",
                    most=most,
                    hours=int(span.total_seconds() // 3600),
                    minutes=-(-int(left.total_seconds()) // 60),
                ),
                retry_after=int(left.total_seconds()) + 1,
            )
