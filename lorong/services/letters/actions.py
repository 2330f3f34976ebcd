"""What letters do that data cannot: sign, and issue. Called by the engine, inside or after the act that an SOP names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lorong.kernel.city import queries as city
from lorong.kernel.documents import actions as documents
from lorong.kernel.documents import queries as found
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import Refusal
from lorong.services.letters import queries


def sign(context: Any, unlocked: Any) -> Mapping[str, Any]:
    """Sign the letter of the case, or countersign the one that is there. Runs in the transaction of the signing act.

    Gives what the event keeps: the number and the check code. Raises Refusal without an unlocked key.
    """
    if unlocked is None:
        raise Refusal("Tulis sandi tanda tangan Anda.", field="sandi")
    assert context.holding is not None, "the policy let somebody sign who holds no position"
    letter = found.letter_of_case(context.case.number)
    if letter is not None and letter.awaits_second:
        second = documents.countersign_letter(
            actor=context.actor, holding=context.holding, letter=letter, key=unlocked, at=context.at
        )
        return {"number": second.number.text, "code": letter.code}
    sop = context.published.sop
    letter = documents.prepare_letter(
        actor=context.actor,
        holding=context.holding,
        case_number=context.case.number,
        kind=context.published.slug,
        title=sop.product.name,
        template=context.published.letter,
        unit=city.unit(context.case.unit_id),
        person=context.case.subject,
        data=queries.letter_data(context),
        classification=sop.product.classification or "000",
        valid_until=queries.valid_until(context),
        key=unlocked,
        at=context.at,
        second=queries.leads_to_another_signature(context),
    )
    return {"number": letter.number.text, "code": letter.code}


def take_back(context: Any) -> None:
    """The case is refused after somebody signed (the kecamatan says no): the letter is revoked, its number stays taken."""
    letter = found.letter_of_case(context.case.number)
    if letter is not None and letter.revoked_at is None:
        documents.revoke_letter(actor=SISTEM, letter=letter, reason="Permohonan ditolak sebelum surat terbit.", at=context.at)


def issue(context: Any) -> str | None:
    """`terbitkan_surat`: make the signed PDF if it is not there yet. Gives the step's own outcome, None while it waits.

    Safe to run twice and to kill anywhere: the number was taken by the act of signing, the file is kept by its content.
    """
    letter = found.letter_of_case(context.case.number)
    assert letter is not None, "a letter is issued after it was signed"
    if letter.file_ready_at is None and not letter.needs_signing_again:
        letter = documents.finish_letter(actor=SISTEM, letter=letter, at=context.at)
    if letter.file_ready_at is None:
        return None
    outcome: str = next(iter(context.published.sop.step(context.step).outcomes))
    return outcome
