"""The proof of a case holds outside this house, and does not hold with one letter changed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from lorong.kernel.audit import actions as audit
from lorong.kernel.audit import roots
from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.models import Case
from lorong.kernel.cases.tests.conftest import LINE, step
from lorong.lib.actors import SISTEM
from lorong.testing import MONDAY, Cast

DAY = date(2026, 8, 3)
Checked = Callable[..., tuple[int, str]]


def close(day: date) -> None:
    upto = roots.settled_place(patience=20)
    assert upto is not None
    audit.close_day(actor=SISTEM, day=day, upto=upto)


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    """Runs the script as somebody at home would: its exit code and what it says."""

    def run(proof: dict[str, Any], published: list[dict[str, Any]] | None = None) -> tuple[int, str]:
        paper, listed = tmp_path / "bukti.json", tmp_path / "jejak.json"
        paper.write_text(json.dumps(proof, ensure_ascii=False), encoding="utf-8")
        listed.write_text(json.dumps({"roots": published}), encoding="utf-8")
        command = [sys.executable, "-I", str(settings.BASE_DIR / "docs/verify_history.py"), str(paper)]
        command += ["--roots", str(listed)] if published is not None else []
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.fixture
def case(publish: Any, submit: Any, cast: Cast) -> Case:
    """A case over two days and two roots, and one event of today that no root covers yet."""
    publish()
    case = submit()
    close(DAY)
    actions.claim(actor=cast.actor("budi"), case=case, step="periksa", at=MONDAY)
    actions.advance(actor=cast.actor("budi"), case=case, step="periksa", outcome="lengkap", key="b", at=MONDAY)
    close(DAY + timedelta(days=1))
    actions.claim(actor=cast.actor("bu_lurah"), case=case, step="setujui", at=MONDAY)
    return case


def published() -> list[dict[str, Any]]:
    return [roots.as_public(root) for root in roots.all_roots()]


def test_a_proof_holds_against_the_published_roots(case: Case, checked: Checked):
    proof = queries.proof(case)
    assert [e["root"] and e["root"]["no"] for e in proof["events"]] == [1, 2, 2, None]
    code, said = checked(proof, published())
    assert (code, said) == (0, f"case {case.number}: 4 events hold, 3 of them under a root\n")


def test_without_the_published_list_the_script_says_what_it_did_not_compare(case: Case, checked: Checked):
    code, said = checked(queries.proof(case))
    assert code == 0
    assert "Give --roots" in said


def _first(proof: dict[str, Any]) -> dict[str, Any]:
    return proof["events"][0]


CHANGES: dict[str, Callable[[dict[str, Any], list[dict[str, Any]]], Any]] = {
    "a letter of a text": lambda p, r: _first(p).update(text=_first(p)["text"].replace("submitted", "submitteb")),
    "a text together with its hash": lambda p, r: _first(p).update(text="[1]", hash="00" * 32),
    "an event left out": lambda p, r: p["events"].pop(1),
    "two events in the other order": lambda p, r: p["events"].reverse(),
    "a step of a path": lambda p, r: _first(p)["root"]["path"].__setitem__(0, "11" * 32),
    "the place in a tree": lambda p, r: _first(p)["root"].update(leaf=_first(p)["root"]["leaf"] ^ 1),
    "a root in the proof": lambda p, r: p["roots"][0].update(tree="22" * 32),
    "a root in the list": lambda p, r: r[0].update(size=r[0]["size"] + 1),
    "a root gone from the list": lambda p, r: r.pop(0),
    "a proof of another kind": lambda p, r: p.update(format="x"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_proof_with_something_changed_does_not_hold(what: str, case: Case, checked: Checked):
    proof, listed = queries.proof(case), published()
    CHANGES[what](proof, listed)
    code, said = checked(proof, listed)
    assert code == 1, said
    assert "BROKEN" in said


def test_every_byte_of_a_text_counts(case: Case, checked: Checked):
    proof = queries.proof(case)
    event = proof["events"][2]
    for at in range(0, len(event["text"]), 40):
        changed = event["text"][:at] + chr(ord(event["text"][at]) ^ 1) + event["text"][at + 1 :]
        code, said = checked({**proof, "events": [*proof["events"][:2], {**event, "text": changed}]})
        assert code != 0, said


def test_a_file_that_is_no_proof_gets_a_sentence(checked: Checked):
    code, said = checked({"format": "lorong-proof-1"})
    assert code == 2
    assert said.startswith("CANNOT READ")
    assert "Traceback" not in said


def test_who_decided_a_blind_step_stays_unnamed(publish: Any, submit: Any, cast: Cast, checked: Checked):
    publish([step("nilai", "staf-pelayanan", {"lengkap": "setujui"}, assign="blind"), LINE[1]])
    case = submit()
    actions.advance(actor=cast.actor("budi"), case=case, step="nilai", outcome="lengkap", key="b", at=MONDAY)
    close(DAY)
    proof = queries.proof(case)
    assert cast.person("budi").name not in json.dumps(proof)
    assert [bool(e["text"]) for e in proof["events"]] == [True, False]
    assert checked(proof, published())[0] == 0
