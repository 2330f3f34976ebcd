"""Jejak: anybody may read and copy the roots; the proof of a case is for its own people."""

from __future__ import annotations

import json
from datetime import date

import pytest

from lorong.kernel.audit import actions, roots
from lorong.kernel.cases.tests.conftest import publish, submit, uji  # noqa: F401
from lorong.lib.actors import SISTEM

pytestmark = pytest.mark.django_db


def close() -> None:
    upto = roots.settled_place(patience=20)
    assert upto is not None
    actions.close_day(actor=SISTEM, day=date(2026, 8, 3), upto=upto)


def test_before_the_first_root_the_page_says_when_it_comes(client):
    assert "sesudah tengah malam" in client.get("/terbuka/jejak/").content.decode()


def test_roots_stand_on_the_page_and_in_both_files(client, publish, submit):  # noqa: F811
    publish()
    submit()
    close()
    (root,) = roots.all_roots()
    digest = bytes(root.hash).hex()
    assert digest in client.get("/terbuka/jejak/").content.decode()
    listed = json.loads(client.get("/terbuka/jejak/jejak.json").content)
    assert [r["hash"] for r in listed["roots"]] == [digest]
    table = b"".join(client.get("/terbuka/jejak/jejak.csv").streaming_content).decode().splitlines()
    assert table[0] == "no,day,upto,size,tree,prev,hash"
    assert table[1].endswith(digest)


def test_the_checking_program_can_be_downloaded(client):
    told = b"".join(client.get("/terbuka/jejak/periksa_jejak.py").streaming_content)
    assert b"Check the proof of a case" in told


def test_the_proof_of_a_case_is_downloaded_by_its_own_people_only(signed_in, cast, publish, submit):  # noqa: F811
    publish()
    case = submit()
    address = f"/urusan/{case.number}/bukti.json"
    response = signed_in("siti").get(address)
    assert response["Content-Disposition"] == f'attachment; filename="bukti-{case.number}.json"'
    assert json.loads(response.content)["case"] == case.number
    assert address in signed_in("siti").get(f"/urusan/{case.number}/").content.decode()
    for other in ("tono", "budi"):
        assert signed_in(other).get(address).status_code == 404
