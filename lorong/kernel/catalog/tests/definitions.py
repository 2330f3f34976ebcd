"""Small definitions for the tests of publishing."""

from __future__ import annotations

from lorong.kernel.catalog.values import Definition
from lorong.lib.sop.schema import Form, Sop
from lorong.lib.sop.tests.flows import IDENTITY

STEP = {
    "id": "periksa",
    "title": "Petugas memeriksa",
    "does": "Memeriksa berkas",
    "by": "staf-pelayanan",
    "needs": ["Permohonan"],
    "within": "30 menit",
    "gives": "Contoh",
    "citizen_sees": "Sedang diperiksa",
    "outcomes": {"ya": {"label": "Ya", "end": "issued"}},
}


def definition(title: str = "Surat Contoh", *, hidden: bool = False, letter: str = "", layout: str = "") -> Definition:
    sop = Sop.model_validate({**IDENTITY, "title": title, "hidden": hidden, "keywords": ["percobaan"], "steps": [STEP]})
    return Definition(sop=sop, form=Form(), letter=letter, layout=layout)
