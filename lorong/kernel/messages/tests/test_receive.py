"""An SMS that comes in is kept once, sealed; reading an inbox message is its owner's."""

from __future__ import annotations

import pytest
from django.db import connection

from lorong.kernel.messages import actions, wording
from lorong.kernel.messages.models import InboundSms
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed, NotFound
from lorong.testing import MONDAY

from .conftest import SITI_PHONE


def test_the_first_telling_counts(db):
    first = actions.receive(actor=SISTEM, provider_id="p1", phone=SITI_PHONE, text="CEK 26-0727-0042")
    again = actions.receive(actor=SISTEM, provider_id="p1", phone=SITI_PHONE, text="other")
    assert first.pk == again.pk
    assert InboundSms.objects.get().text == "CEK 26-0727-0042"


def test_the_sender_is_sealed_in_the_table(db):
    actions.receive(actor=SISTEM, provider_id="p1", phone=SITI_PHONE, text="halo")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM messages_inbound")
        assert SITI_PHONE.encode() not in bytes(cursor.fetchone()[0])


def test_signs_that_a_database_refuses_become_spaces(db):
    row = actions.receive(actor=SISTEM, provider_id="p1", phone=SITI_PHONE, text="a\x00b\ud800c" + "x" * 2000)
    row.refresh_from_db()
    assert row.text.startswith("a b c")
    assert len(row.text) == 1000


def test_a_resident_is_no_gateway(cast):
    with pytest.raises(NotAllowed):
        actions.receive(actor=cast.actor("tono"), provider_id="p1", phone=SITI_PHONE, text="x")


def test_reading_counts_the_first_time(cast, siti):
    context = wording.template("terbit").sample
    inbox = actions.post(actor=SISTEM, account=siti, template="terbit", context=context, key="k")[0]
    actions.mark_read(actor=cast.actor("siti"), message=inbox, at=MONDAY)
    assert actions.mark_read(actor=cast.actor("siti"), message=inbox).read_at == MONDAY


def test_tono_cannot_even_know_that_siti_s_message_is_there(cast, siti):
    context = wording.template("terbit").sample
    inbox = actions.post(actor=SISTEM, account=siti, template="terbit", context=context, key="k")[0]
    with pytest.raises(NotFound):
        actions.mark_read(actor=cast.actor("tono"), message=inbox)
