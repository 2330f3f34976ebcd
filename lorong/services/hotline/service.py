"""The doorbell of the hotline: what it hears of its cases, and who may settle them."""

from __future__ import annotations

from lorong.kernel.catalog.registry import Service
from lorong.kernel.people.resealing import Index, SealedTable
from lorong.services.hotline import panels, policies, settling

SERVICE = Service(
    slug="hotline",
    label="Pesan untuk kepala daerah",
    heard=settling.heard,
    may_answer=policies.may_answer_step,
    panel=panels.panel,
    sealed=(
        SealedTable("hotline_contact", sealed={"name": "hotline.name"}),
        SealedTable(
            "hotline_way",
            sealed={"address": "hotline.address"},
            indexes={"address_index": Index("address", "hotline.address")},
        ),
        SealedTable("hotline_line", sealed={"text": "hotline.text"}),
    ),
)
