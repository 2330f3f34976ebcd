from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from lorong.kernel.audit.models import AuditEntry
from lorong.kernel.catalog import queries
from lorong.kernel.catalog.actions import publish, withdraw
from lorong.kernel.catalog.models import Procedure
from lorong.kernel.catalog.tests.definitions import definition
from lorong.lib.actors import SISTEM, Actor, ActorKind, Holding
from lorong.lib.refusals import NotAllowed

pytestmark = pytest.mark.django_db

SITI = Actor(kind=ActorKind.RESIDENT, name="Siti", account_id=1)
ADMIN = Actor(
    kind=ActorKind.OFFICER,
    name="Pengelola",
    account_id=2,
    holdings=(Holding(position_id=1, title="Pengelola Sistem Kota", roles=frozenset({"admin-kota"}), unit="x"),),
)


def test_the_first_publication_is_version_one_and_in_force() -> None:
    made = publish(actor=SISTEM, slug="surat-contoh", definition=definition())
    assert (made.version, made.retired_at, made.title) == (1, None, "Surat Contoh")
    found = queries.current_by_slug("surat-contoh")
    assert found is not None
    assert (found.id, found.version, found.sop.steps[0].id) == (made.pk, 1, "periksa")
    assert found.promised_minutes(450) == 450


def test_publishing_the_same_again_changes_nothing() -> None:
    first = publish(actor=SISTEM, slug="surat-contoh", definition=definition())
    again = publish(actor=SISTEM, slug="surat-contoh", definition=definition())
    assert again.pk == first.pk
    assert Procedure.objects.filter(slug="surat-contoh").count() == 1


@pytest.mark.parametrize("changed", [definition("Surat Lain"), definition(letter="= Surat"), definition(layout="baru")])
def test_a_change_in_any_part_is_a_new_version_and_retires_the_old_one(changed: object) -> None:
    first = publish(actor=SISTEM, slug="surat-contoh", definition=definition())
    second = publish(actor=SISTEM, slug="surat-contoh", definition=changed)
    first.refresh_from_db()
    assert (second.version, second.retired_at) == (2, None)
    assert first.retired_at == second.published_at
    assert queries.current_by_slug("surat-contoh").version == 2
    assert queries.by_version("surat-contoh", 1).id == first.pk
    assert [p.version for p in queries.versions("surat-contoh")] == [2, 1]


def test_going_back_to_older_content_is_a_new_version_too() -> None:
    publish(actor=SISTEM, slug="surat-contoh", definition=definition())
    publish(actor=SISTEM, slug="surat-contoh", definition=definition("Surat Lain"))
    third = publish(actor=SISTEM, slug="surat-contoh", definition=definition())
    assert third.version == 3


def test_a_withdrawn_service_is_no_longer_offered_but_still_readable() -> None:
    made = publish(actor=SISTEM, slug="surat-contoh", definition=definition())
    withdraw(actor=SISTEM, slug="surat-contoh")
    assert queries.current_by_slug("surat-contoh") is None
    assert queries.procedure(made.pk).title == "Surat Contoh"
    assert withdraw(actor=SISTEM, slug="surat-contoh") is None
    assert publish(actor=SISTEM, slug="surat-contoh", definition=definition()).version == 2


def test_a_resident_cannot_publish_and_the_attempt_is_kept() -> None:
    with pytest.raises(NotAllowed):
        publish(actor=SITI, slug="surat-contoh", definition=definition())
    assert not Procedure.objects.filter(slug="surat-contoh").exists()
    assert AuditEntry.objects.filter(action="catalog.publish", refused=True).exists()


def test_the_administrator_of_the_city_can_publish() -> None:
    assert publish(actor=ADMIN, slug="surat-contoh", definition=definition()).version == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE catalog_procedure SET title = 'x'",
        "UPDATE catalog_procedure SET definition = '{}'",
        "UPDATE catalog_procedure SET flow = '{}'",
        "UPDATE catalog_procedure SET retired_at = now(), title = 'x'",
        "DELETE FROM catalog_procedure",
        "TRUNCATE catalog_procedure CASCADE",
    ],
)
def test_the_database_itself_keeps_a_published_version_as_it_is(change: str) -> None:
    publish(actor=SISTEM, slug="surat-contoh", definition=definition())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert queries.versions("surat-contoh")[0].title == "Surat Contoh"


def test_a_retired_version_stays_retired() -> None:
    made = publish(actor=SISTEM, slug="surat-contoh", definition=definition())
    withdraw(actor=SISTEM, slug="surat-contoh")
    with pytest.raises(DatabaseError), transaction.atomic():
        Procedure.objects.filter(pk=made.pk).update(retired_at=None)


def test_hidden_services_are_in_force_but_not_offered() -> None:
    publish(actor=SISTEM, slug="contoh-mesin", definition=definition(hidden=True))
    assert queries.current_by_slug("contoh-mesin") is None
    assert queries.current_by_slug("contoh-mesin", hidden=True) is not None
    assert "contoh-mesin" not in {p.slug for p in queries.current()}
    assert "contoh-mesin" in {p.slug for p in queries.current(hidden=True)}
    assert "contoh-mesin" not in {f.published.slug for f in queries.search("percobaan")}


def test_what_is_published_can_be_found_at_once() -> None:
    assert queries.search("percobaan") == ()
    publish(actor=SISTEM, slug="surat-contoh", definition=definition())
    assert [f.published.slug for f in queries.search("percobaan")] == ["surat-contoh"]


def test_a_version_is_read_once_and_the_shelf_asks_one_small_question(
    django_assert_num_queries: Callable[..., object],
) -> None:
    made = publish(actor=SISTEM, slug="surat-contoh", definition=definition())
    queries.current()
    queries.procedure(made.pk)
    with django_assert_num_queries(0):
        assert queries.procedure(made.pk).version == 1
    with django_assert_num_queries(1):
        assert queries.current_by_slug("surat-contoh") is not None


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30).filter(lambda t: t.strip()), st.text(max_size=30), st.booleans())
def test_the_hash_depends_on_the_content_alone(title: str, letter: str, hidden: bool) -> None:
    one, same = definition(title, letter=letter, hidden=hidden), definition(title, letter=letter, hidden=hidden)
    assert one.content_hash == same.content_hash
    assert one.content_hash != definition(title + "x", letter=letter, hidden=hidden).content_hash
    assert one.content_hash != definition(title, letter=letter + "x", hidden=hidden).content_hash


def test_a_service_is_withdrawn_by_name_and_only_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("publish_catalog", "surat-keterangan-usaha")
    call_command("publish_catalog", withdraw="surat-keterangan-usaha")
    assert "tidak berlaku lagi" in capsys.readouterr().out
    assert queries.current_by_slug("surat-keterangan-usaha") is None
    with pytest.raises(CommandError, match="tidak sedang berlaku"):
        call_command("publish_catalog", withdraw="surat-keterangan-usaha")
