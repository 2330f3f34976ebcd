"""A demonstration begins with neighbours: work on every desk, a letter to check, and a turn that is Siti's."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lorong.kernel.cases import queries as cases
from lorong.kernel.documents import queries as papers
from lorong.kernel.documents.unlocking import unlock
from lorong.lib.synthetic import PASSPHRASE
from lorong.services.letters.neighbours import move_in
from lorong.testing import Cast
from tests.things import publish

SERVICES = (
    "surat-keterangan-usaha", "surat-keterangan-domisili", "surat-keterangan-untuk-bank", "pengantar-skck",
    "surat-keterangan-tidak-mampu", "surat-keterangan-bepergian",
)  # fmt: skip


@pytest.fixture
def neighbours(cast: Cast, settings: object, tmp_path: object) -> int:
    settings.DEMO = True  # type: ignore[attr-defined]
    publish(*SERVICES)
    return move_in(seed=1)


def test_every_desk_has_work_and_siti_a_letter_and_a_turn(neighbours: int, cast: Cast):
    now = timezone.now()
    mine = cases.mine(cast.actor("siti", at=now)).rows
    waiting = {name: len(cases.inbox(cast.actor(name, at=now), now=now).rows) for name in ("budi", "kasi", "bu_lurah")}

    assert neighbours == 10
    assert [case.turn for case in mine].count("applicant") == 1
    letters = [letter for case in mine if (letter := papers.letter_of_case(case.number)) is not None]
    assert len(letters) == 1 and letters[0].file_id is not None
    assert all(count >= 1 for count in waiting.values()), waiting
    assert unlock(actor=cast.actor("bu_lurah", at=now), passphrase=PASSPHRASE)
    assert move_in(seed=1) == 0, "they move in once"


def test_a_city_in_production_has_no_invented_neighbours(settings: object):
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="hanya ada dalam peragaan"):
        call_command("neighbours")
