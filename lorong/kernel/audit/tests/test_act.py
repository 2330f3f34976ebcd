"""`@action`: the policy is asked on the locked row, nothing is half done, and every attempt leaves a trace."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection, transaction

from lorong.kernel.audit import action as machinery
from lorong.kernel.audit.action import action
from lorong.kernel.audit.models import AuditEntry
from lorong.kernel.audit.queries import entries_about
from lorong.lib.actors import SISTEM, Actor, ActorKind, As, Holding
from lorong.lib.refusals import GuardFailed, NotAllowed, NotFound
from lorong.lib.verdicts import YES, Verdict, no, no_because

SITI = Actor(ActorKind.RESIDENT, "Siti", account_id=900001)
BU_LURAH = Actor(
    ActorKind.OFFICER,
    "Bu Lurah",
    account_id=900002,
    holdings=(Holding(77, "Plt. Lurah Rappocini", frozenset({"lurah"}), "kel", As.PLT),),
)


@pytest.fixture(autouse=True)
def _only_for_this_test() -> Iterator[None]:
    before = dict(machinery.REGISTRY)
    yield
    machinery.REGISTRY.clear()
    machinery.REGISTRY.update(before)


def anybody(*, actor: Actor) -> Verdict:
    return YES


def only_open(*, actor: Actor, group: Group) -> Verdict:
    return YES if group.name == "terbuka" else no("Kelompok ini sudah ditutup. Pilih yang lain.")


@pytest.fixture
def group(db: None) -> Group:
    """Any row of any table; the trail does not care."""
    return Group.objects.create(name="terbuka")


def rename(name: str = "uji.rename", allow: Any = only_open) -> Any:
    @action(name, allow=allow, lock="group")
    def verb(*, actor: Actor, group: Group, to: str, then: Exception | None = None) -> str:
        """Write, then perhaps fail. Gives the name before."""
        before = group.name
        group.name = to
        group.save(update_fields=["name"])
        if then is not None:
            raise then
        return before

    return verb


def trace(group: Group) -> list[tuple[str, bool]]:
    return list(entries_about("auth_group", str(group.pk)).values_list("action", "refused"))


def test_what_was_done_is_written_with_who_in_which_office(group):
    rename()(actor=BU_LURAH, group=group, to="tertutup")
    entry = entries_about("auth_group", str(group.pk)).get()
    assert (entry.action, entry.refused) == ("uji.rename", False)
    assert (entry.actor_kind, entry.account_id, entry.position_id) == ("officer", 900002, 77)
    assert entry.actor_title == "Plt. Lurah Rappocini"


def test_the_trail_holds_no_name_of_a_resident(group):
    rename()(actor=SITI, group=group, to="tertutup")
    entry = entries_about("auth_group", str(group.pk)).get()
    assert entry.actor_title == "resident"
    assert entry.data == {}


def test_the_system_is_an_actor_like_others(group):
    rename()(actor=SISTEM, group=group, to="tertutup")
    assert entries_about("auth_group", str(group.pk)).get().actor_kind == "system"


def test_the_policy_sees_the_row_as_it_is_now_not_as_it_was_read(group):
    Group.objects.filter(pk=group.pk).update(name="lain")
    assert group.name == "terbuka", "the caller's copy is stale"
    verb = rename()
    with pytest.raises(NotAllowed):
        verb(actor=SITI, group=group, to="tertutup")


def test_the_function_gets_the_fresh_row_too(group):
    Group.objects.filter(pk=group.pk).update(name="lain")
    assert rename(allow=anybody)(actor=SITI, group=group, to="tertutup") == "lain"


def test_a_refused_attempt_is_written_although_everything_was_undone(group):
    verb = rename()
    with pytest.raises(NotAllowed):
        verb(actor=SITI, group=group, to="tertutup", then=NotAllowed("Tidak boleh. Minta petugas."))
    group.refresh_from_db()
    assert group.name == "terbuka"
    assert trace(group) == [("uji.rename", True)]


def test_not_found_is_an_attempt_too(group):
    def hidden(*, actor: Actor) -> Verdict:
        return no_because(NotFound("Tidak ada di sini. Kembali ke daftar."))

    verb = rename(allow=hidden)
    with pytest.raises(NotFound):
        verb(actor=SITI, group=group, to="tertutup")
    assert trace(group) == [("uji.rename", True)]


def test_a_guard_that_says_not_yet_is_no_attempt_at_something_forbidden(group):
    verb = rename()
    with pytest.raises(GuardFailed):
        verb(actor=SITI, group=group, to="tertutup", then=GuardFailed("Lampirkan foto KTP dulu."))
    group.refresh_from_db()
    assert group.name == "terbuka"
    assert trace(group) == []


def test_a_bug_undoes_everything_and_claims_nothing(group):
    verb = rename()
    with pytest.raises(ZeroDivisionError):
        verb(actor=SITI, group=group, to="tertutup", then=ZeroDivisionError())
    group.refresh_from_db()
    assert group.name == "terbuka"
    assert trace(group) == []


@pytest.mark.parametrize("answer", [None, True, False, "yes"])
def test_a_policy_without_a_verdict_is_a_bug(group, answer):
    verb = rename(allow=lambda *, actor: answer)
    with pytest.raises(AssertionError, match="gave no verdict"):
        verb(actor=SITI, group=group, to="tertutup")
    group.refresh_from_db()
    assert group.name == "terbuka"


def test_a_policy_gets_only_what_it_asks_for(group):
    asked: dict[str, Any] = {}

    def curious(*, actor: Actor, to: str) -> Verdict:
        asked.update(actor=actor, to=to)
        return YES

    rename(allow=curious)(actor=SITI, group=group, to="tertutup")
    assert asked == {"actor": SITI, "to": "tertutup"}


def test_without_a_lock_the_trail_names_what_was_made(db):
    @action("uji.make", allow=anybody)
    def make(*, actor: Actor) -> Group:
        """Make a row."""
        return Group.objects.create(name="baru")

    made = make(actor=SISTEM)
    assert trace(made) == [("uji.make", False)]


def test_what_gives_nothing_is_written_without_an_object(db):
    @action("uji.nothing", allow=anybody)
    def nothing(*, actor: Actor) -> None:
        """Nothing to name."""

    nothing(actor=SISTEM)
    assert AuditEntry.objects.get(action="uji.nothing").object_id == ""


def test_an_action_takes_no_unnamed_arguments(group):
    with pytest.raises(TypeError):
        rename()(SITI, group, "tertutup")


def test_an_action_needs_an_actor(group):
    with pytest.raises(TypeError, match="actor"):
        rename()(group=group, to="tertutup")


def test_a_verb_with_positional_arguments_cannot_be_declared():
    with pytest.raises(AssertionError, match="keywords only"):

        @action("uji.positional", allow=anybody)
        def verb(actor: Actor) -> None:
            """Positional."""


def test_a_verb_whose_actor_is_not_first_cannot_be_declared():
    with pytest.raises(AssertionError, match="actor comes first"):

        @action("uji.second", allow=anybody)
        def verb(*, group: Group, actor: Actor) -> None:
            """Actor second."""


def test_a_name_is_declared_once():
    rename("uji.twice")
    with pytest.raises(AssertionError, match="declared twice"):
        rename("uji.twice")


def test_nobody_else_can_change_the_row_while_the_policy_thinks(own_database):
    group = Group.objects.create(name="terbuka")
    asked, done, seen = threading.Event(), threading.Event(), []

    def thoughtful(*, actor: Actor, group: Group) -> Verdict:
        asked.set()
        assert done.wait(20)
        return YES

    def other() -> None:
        try:
            assert asked.wait(20)
            with transaction.atomic():
                Group.objects.select_for_update(nowait=True).get(pk=group.pk)
            seen.append("changed")
        except OperationalError:
            seen.append("locked")
        finally:
            done.set()
            connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    rename(allow=thoughtful)(actor=SITI, group=group, to="tertutup")
    thread.join()
    assert seen == ["locked"]


def test_two_at_once_the_second_sees_what_the_first_did(own_database):
    group = Group.objects.create(name="terbuka")
    gate, results = threading.Barrier(2), []

    def first_only(*, actor: Actor, group: Group) -> Verdict:
        return YES if group.name == "terbuka" else no("Sudah diisi. Tidak ada yang perlu Anda lakukan.")

    verb = rename(allow=first_only)

    def race() -> None:
        try:
            gate.wait()
            verb(actor=SITI, group=group, to="tertutup")
            results.append("done")
        except NotAllowed:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "refused"]
    assert sorted(trace(group), key=str) == [("uji.rename", False), ("uji.rename", True)]


def test_who_writes_more_may_take_the_entry_along_and_it_is_written_by_nobody_else(group):
    taken = []

    @action("uji.along", allow=anybody, lock="group")
    def along(*, actor: Actor, group: Group) -> None:
        taken.append(machinery.take_entry())
        taken.append(machinery.take_entry())

    along(actor=BU_LURAH, group=group)
    assert taken[0] is not None and taken[1] is None
    assert {k: taken[0][k] for k in ("action", "account_id", "object_kind", "object_id")} == {
        "action": "uji.along",
        "account_id": 900002,
        "object_kind": "auth_group",
        "object_id": str(group.pk),
    }
    assert trace(group) == []


def test_an_entry_is_not_given_where_a_savepoint_could_undo_it_and_leave_the_act(group):
    taken = []

    @action("uji.undone", allow=anybody, lock="group")
    def undone(*, actor: Actor, group: Group) -> None:
        with transaction.atomic():
            taken.append(machinery.take_entry())

    undone(actor=BU_LURAH, group=group)
    assert taken == [None]
    assert trace(group) == [("uji.undone", False)]


def test_an_act_within_an_act_takes_its_own_entry_and_leaves_that_of_the_other(group):
    taken = []

    @action("uji.inner", allow=anybody, lock="group")
    def inner(*, actor: Actor, group: Group) -> None:
        taken.append(machinery.take_entry())

    @action("uji.outer", allow=anybody, lock="group")
    def outer(*, actor: Actor, group: Group) -> None:
        inner(actor=actor, group=group)

    outer(actor=BU_LURAH, group=group)
    assert taken[0] is not None and taken[0]["action"] == "uji.inner"
    assert trace(group) == [("uji.outer", False)]


def test_outside_of_an_act_there_is_no_entry_to_take():
    assert machinery.take_entry() is None


def nested(part: Any, *, by: Actor | None = None, then: Exception | None = None) -> Any:
    @action("uji.whole", allow=only_open, lock="group")
    def whole(*, actor: Actor, group: Group) -> None:
        """An act of which `part` may be a part."""
        part(actor=by or actor)
        if then is not None:
            raise then

    return whole


def joining(name: str = "uji.part", allow: Any = anybody) -> Any:
    @action(name, allow=allow, joins=True)
    def part(*, actor: Actor) -> Group:
        """Write a row."""
        return Group.objects.create(name="bagian")

    return part


def entries() -> list[str]:
    return list(AuditEntry.objects.filter(action__startswith="uji.").order_by("id").values_list("action", flat=True))


def test_a_part_of_an_act_is_told_by_the_entry_of_the_act(group):
    nested(joining())(actor=BU_LURAH, group=group)
    assert entries() == ["uji.whole"]
    assert Group.objects.filter(name="bagian").exists()


def test_alone_or_by_somebody_else_it_is_an_act_of_its_own(group):
    part = joining()
    part(actor=BU_LURAH)
    Group.objects.filter(name="bagian").delete()
    nested(part, by=SISTEM)(actor=BU_LURAH, group=group)
    assert entries() == ["uji.part", "uji.part", "uji.whole"]


def test_a_part_is_undone_with_its_act_and_its_policy_is_asked(group):
    with pytest.raises(GuardFailed):
        nested(joining(), then=GuardFailed("Belum lengkap."))(actor=BU_LURAH, group=group)
    assert not Group.objects.filter(name="bagian").exists()
    machinery.REGISTRY.pop("uji.whole")
    machinery.REGISTRY.pop("uji.part")
    with pytest.raises(NotAllowed):
        nested(joining(allow=lambda *, actor: no("Bukan untuk Anda.")))(actor=BU_LURAH, group=group)
    assert AuditEntry.objects.get(action="uji.whole").refused
