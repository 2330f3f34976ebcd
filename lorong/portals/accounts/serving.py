"""Which of the counter's actions fits who stands there: a new account, a lost phone, or one to be verified."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lorong.kernel.city import queries as city
from lorong.kernel.people import actions, queries
from lorong.lib.actors import Actor
from lorong.lib.refusals import NotFound


def serve(actor: Actor, *, nik: str, code_id: int, lost: bool, at: datetime) -> Any:
    """The verified account of whoever has this NIK, on the phone that answered code `code_id`.

    lost: the old phone or key is gone, so everything that was signed in with it is signed out.
    Raises NotFound for a NIK that is not in the register, and what the actions refuse.
    """
    person, proof = queries.person_by_nik(nik), queries.code(code_id)
    if person is None or proof is None:
        raise NotFound("NIK ini tidak ada dalam data kota. Arahkan warga ini ke Disdukcapil dulu.", field="nik")
    theirs = queries.account_of(person)
    if theirs is not None and (lost or theirs.phone != proof.phone):
        account = queries.account(theirs.pk)
        return actions.move_to_phone(actor=actor, account=account, holder=_holder(account), proof=proof, at=at)
    on_phone = queries.account_by_phone(proof.phone)
    if on_phone is not None:
        return actions.verify_at_counter(actor=actor, account=on_phone, holder=_holder(on_phone), person=person, at=at)
    return actions.open_at_counter(actor=actor, person=person, proof=proof, at=at)


def _holder(account: Any) -> Actor:
    holder = city.actor_of(account)
    assert holder is not None, "an active account is somebody"
    return holder
