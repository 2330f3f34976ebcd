"""The office issues a letter in the database of the environment: `python -m tests.office_at_work`.

Says the number of the case, that of the letter, and the file of the letter, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys

import django

django.setup()

from lorong.kernel.cases.worker import working  # noqa: E402
from lorong.kernel.documents import queries as letters  # noqa: E402
from lorong.kernel.documents.unlocking import unlock  # noqa: E402
from lorong.lib.refusals import Refusal  # noqa: E402
from tests.killed_worker import work  # noqa: E402
from tests.test_faults import PASSPHRASE, Office  # noqa: E402


class SameOffice(Office):
    """The office of an earlier start, whose lurah has her key."""

    def __init__(self) -> None:
        try:
            super().__init__()
        except Refusal:
            self.key = unlock(actor=self.actor("bu_lurah"), passphrase=PASSPHRASE)


if __name__ == "__main__":
    number = SameOffice().signed()
    with working():
        asyncio.run(work())
    letter = letters.letter_of_case(number)
    assert letter is not None
    json.dump({"case": number, "letter": letter.number.value, "file": letter.file_id}, sys.stdout)
