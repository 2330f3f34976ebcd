"""A small world for checks: the names that the samples use."""

from __future__ import annotations

from datetime import date

from lorong.lib.sop.known import Known

KNOWN = Known(
    services=frozenset({"letters"}),
    signing=frozenset({"letters"}),
    guards=frozenset({"dokumen_lengkap", "surat_disiapkan"}),
    effects=frozenset({"terbitkan_surat"}),
    excuses=frozenset({"pemohon_dewasa"}),
    roles={
        "kelurahan": frozenset({"lurah", "sekretaris", "kasi-pelayanan", "kasi-pemerintahan", "staf-pelayanan"}),
        "kecamatan": frozenset({"camat", "sekretaris-camat", "kasi-pelayanan"}),
        "kota": frozenset({"inspektur"}),
    },
    slugs=frozenset({"surat-keterangan-usaha"}),
    today=date(2026, 8, 1),
)
