"""A report goes to the inspectorate and to nobody in the office concerned."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from lorong.kernel.messages.models import Message
from lorong.testing import Cast


def sent(client: Any, **more: str) -> Any:
    form = {"kunci": uuid.uuid4().hex, "apa": "Diminta Rp50.000 di loket", "di_mana": "Kelurahan Rappocini", **more}
    return client.post("/lapor/", form)


def test_a_report_without_a_name_reaches_the_inspectorate_alone(client: Any, cast: Cast) -> None:
    assert sent(client).status_code == 302
    readers = {m.account_id for m in Message.objects.filter(template="laporan_pungutan")}
    assert cast.account("auditor").pk in readers
    for other in ("budi", "kasi", "bu_lurah", "pak_camat", "wali_kota", "siti"):
        assert cast.account(other).pk not in readers


def test_a_report_sent_twice_is_one_report(client: Any, cast: Cast) -> None:
    key = uuid.uuid4().hex
    sent(client, kunci=key)
    sent(client, kunci=key)
    assert Message.objects.filter(template="laporan_pungutan", account=cast.account("auditor")).count() == 1


def test_an_empty_report_says_what_to_write(client: Any, cast: Cast) -> None:
    answer = sent(client, apa="")
    assert answer.status_code == 422
    assert "Ceritakan dulu apa yang terjadi." in answer.content.decode()


def test_siti_reads_her_messages_and_tono_does_not(signed_in: Callable[[str], Any], cast: Cast, client: Any) -> None:
    sent(client)
    message = Message.objects.filter(template="laporan_pungutan", account=cast.account("auditor")).get()
    reader = signed_in("auditor")
    assert message.subject in reader.get("/pesan/").content.decode()
    assert "Rp50.000" in reader.get(f"/pesan/{message.pk}/").content.decode()
    message.refresh_from_db()
    assert message.read_at is not None
    assert signed_in("tono").get(f"/pesan/{message.pk}/").status_code == 404
