"""`verify` walks every chain of the house and names the first link that is broken."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lorong.kernel.audit.models import AuditEntry
from lorong.kernel.cases.models import Case


def verify(**options: object) -> str:
    said = StringIO()
    call_command("verify", stdout=said, **options)
    return said.getvalue()


def behind_the_guards(text: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit is asked while all is whole
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(text, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def case(publish, submit) -> Case:
    publish()
    return submit()


def test_a_whole_house_is_said_to_be_whole(case):
    assert verify() == "audit trail: every link holds.\ncases: every link holds.\nroots: every link holds.\n"


def test_a_changed_audit_entry_is_named(case):
    entry = AuditEntry.objects.order_by("-pk")[0]
    behind_the_guards("UPDATE audit_entry SET action = 'x' WHERE id = %s", entry.pk)
    with pytest.raises(CommandError, match=f"audit chain {entry.chain}, entry {entry.seq}: its content was changed"):
        verify()


def test_a_changed_event_is_named_by_its_case(case):
    behind_the_guards("UPDATE cases_event SET actor_name = 'Tono' WHERE case_id = %s AND seq = 1", case.pk)
    with pytest.raises(CommandError, match=f"case {case.number}, event 1: its content was changed"):
        verify()


def test_a_case_whose_state_was_changed_is_named(case):
    behind_the_guards("UPDATE cases_case SET ended = 'issued', marking = '{}' WHERE id = %s", case.pk)
    with pytest.raises(CommandError, match=f"case {case.number}: its state is not what its events say"):
        verify()


def test_one_half_can_be_walked_alone(case):
    behind_the_guards("UPDATE cases_event SET actor_name = 'Tono' WHERE case_id = %s AND seq = 1", case.pk)
    assert verify(only="audit") == "audit trail: every link holds.\n"
    with pytest.raises(CommandError, match=case.number):
        verify(only="cases")
