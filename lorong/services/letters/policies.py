"""Guards that the SOPs of letters name: each says in a sentence what is to be done first."""

from __future__ import annotations

from datetime import date
from typing import Any

from lorong.kernel.catalog import registry
from lorong.kernel.documents import queries as documents
from lorong.lib.phrases import both, phrase
from lorong.lib.refusals import GuardFailed
from lorong.services.letters import queries, values


def documents_complete(context: Any) -> None:
    """`dokumen_lengkap`: every required document is there and none of them was turned down."""
    turned_down = context.turned_down
    for requirement in context.published.sop.requirements:
        excused = requirement.unless and registry.excuse(requirement.unless)(context.case.subject, context.today)
        if not requirement.required or excused:
            continue
        document_id = context.documents.get(requirement.id)
        if document_id is None:
            raise GuardFailed(
                phrase(
                    "{name} belum ada. Minta dulu kepada warga dengan pilihan mengembalikan.",
                    name=both(requirement.name, requirement.name_en),
                )
            )
        if document_id in turned_down:
            raise GuardFailed(
                phrase(
                    "{name} tadi Anda tolak. Minta gantinya dulu kepada warga.", name=both(requirement.name, requirement.name_en)
                )
            )


def letter_prepared(context: Any) -> None:
    """`surat_disiapkan`: the letter was signed and has its number."""
    if documents.letter_of_case(context.case.number) is None:
        raise GuardFailed("Surat belum ditandatangani, jadi belum bisa diterbitkan. Tanda tangani dulu.")


def applicant_of_age(context: Any) -> None:
    """`pemohon_dewasa`: seventeen, or married (UU 24/2013)."""
    person = context.case.applicant
    if queries.age(person.birth_date, context.today) < values.OF_AGE and person.marital == values.UNMARRIED:
        raise GuardFailed("Pemohon belum 17 tahun dan belum menikah. Minta orang tua atau walinya yang mengajukan.")


def unmarried_by_register(context: Any) -> None:
    """`belum_menikah_menurut_data`: the register says never married."""
    if context.case.subject.marital != values.UNMARRIED:
        raise GuardFailed("Menurut data penduduk, orang ini pernah menikah. Tolak, atau minta data diperbaiki di Disdukcapil.")


def widowed_by_register(context: Any) -> None:
    """`janda_duda_menurut_data`: the register says divorced or widowed."""
    if context.case.subject.marital not in (3, 4):
        raise GuardFailed("Menurut data penduduk, orang ini bukan janda atau duda. Minta data diperbaiki di Disdukcapil dulu.")


def subject_has_died(context: Any) -> None:
    """`sudah_meninggal_menurut_data`: the register knows the death."""
    if context.case.subject.died_on is None:
        raise GuardFailed("Kematian orang ini belum tercatat. Minta keluarganya mencatatkan dulu di Disdukcapil.")


def child_subject(subject: Any, today: date) -> bool:
    """Excuse `anak_belum_ber_ktp`: a child under seventeen has no identity card yet (UU 24/2013 art. 63)."""
    return queries.age(subject.birth_date, today) < values.OF_AGE and subject.marital == values.UNMARRIED
