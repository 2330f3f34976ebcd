"""Many reports from one address: slowed down kindly, counted outside the act."""

from __future__ import annotations

import pytest
from django.db import transaction

from lorong.lib.refusals import TooMany
from lorong.services.complaints import limits, values
from lorong.testing import MONDAY


@pytest.mark.django_db
def test_it_is_never_counted_inside_an_act_that_may_be_undone():
    with transaction.atomic(), pytest.raises(RuntimeError):
        limits.admit("203.0.113.7", at=MONDAY)


def test_an_address_that_floods_is_told_to_wait(own_database: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "ADDRESS", limits.counted.Rule("aduan-alamat", 3, 3600, limits.ADDRESS.sentence))
    for _ in range(3):
        limits.admit("203.0.113.7", at=MONDAY)
    with pytest.raises(TooMany, match="belum hilang"):
        limits.admit("203.0.113.7", at=MONDAY)
    limits.admit("203.0.113.8", at=MONDAY)
    assert values.AN_ADDRESS >= 100
