"""The doorbell of letters: what its SOPs may name."""

from __future__ import annotations

from lorong.kernel.catalog.registry import Service
from lorong.services.letters import actions, policies, queries

SERVICE = Service(
    slug="letters",
    label="Surat kelurahan",
    guards={
        "dokumen_lengkap": policies.documents_complete,
        "surat_disiapkan": policies.letter_prepared,
        "pemohon_dewasa": policies.applicant_of_age,
        "belum_menikah_menurut_data": policies.unmarried_by_register,
        "janda_duda_menurut_data": policies.widowed_by_register,
        "sudah_meninggal_menurut_data": policies.subject_has_died,
    },
    effects={"terbitkan_surat": actions.issue},
    excuses={"anak_belum_ber_ktp": policies.child_subject},
    on_sign=actions.sign,
    draft=queries.draft,
    on_refuse=actions.take_back,
)
