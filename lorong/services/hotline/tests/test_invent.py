"""The messages of a demonstration: they come in, some stall, some are settled, and the digest has something to tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lorong.kernel.catalog.values import Published
from lorong.lib.refusals import Refusal
from lorong.services.hotline import queries
from lorong.services.hotline.inventing import write_in
from lorong.services.hotline.models import Contact, Enclosure, Matter
from lorong.testing import MONDAY, Cast


@pytest.mark.usefixtures("published")
def test_every_state_is_there_and_writing_again_writes_nothing(cast: Cast):
    now = MONDAY + timedelta(days=14)
    assert write_in(now=now) == 6
    assert write_in(now=now) == 0
    states = sorted((m.ended, m.answered_at is not None, m.back_at is not None, m.disputed) for m in Matter.objects.all())
    assert states == [("", False, True, 0), ("", True, False, 1), ("answered", True, False, 0)]
    assert queries.counts(cast.actor("wali_kota"))["stalled"] == 1
    assert Contact.objects.count() == 6
    assert list(Enclosure.objects.order_by("pk").values_list("kind", flat=True)) == ["picture", "sound"]


@pytest.mark.usefixtures("published")
def test_nothing_is_invented_where_people_are_real(settings: Any):
    settings.DEMO = False
    with pytest.raises(Refusal, match="peragaan"):
        write_in(now=MONDAY)


def test_invented_phones_belong_to_nobody(published: Published):
    write_in(now=MONDAY + timedelta(days=14))
    assert not Contact.objects.exclude(account=None).exists()
