"""The doorbell of complaints: what its SOPs may name, and what it hears of its cases."""

from __future__ import annotations

from lorong.kernel.catalog.registry import Offline, Service
from lorong.services.complaints import by_sms, hearing, policies
from lorong.services.complaints.desk.panel import panel
from lorong.services.complaints.elsewhere import parcel
from lorong.services.complaints.programs.calls import CALLS
from lorong.services.complaints.sealed import SEALED

SERVICE = Service(
    slug="complaints",
    label="Pengaduan warga",
    guards={"ada_foto_sesudah": policies.photo_afterwards, "ada_pihak_luar": policies.party_there},
    heard=hearing.heard,
    may_answer=hearing.may_answer,
    may_assign=policies.may_give_out,
    contact=hearing.contact,
    sealed=SEALED,
    by_sms=by_sms.heard,
    panel=panel,
    brief=parcel.brief,
    calls=CALLS,
    tiles=("complaints:new", "complaints:list"),
    offline=(
        Offline(
            page="complaints:away",
            instead_of="complaints:new",
            parts=(
                "complaints/aduan.css",
                "complaints/map.css",
                "complaints/waiting.js",
                "complaints/map.js",
                "complaints/report.js",
            ),
            fetched=("complaints:land", "complaints:begin"),
        ),
        Offline(
            page="complaints_desk:away",
            instead_of="complaints_desk:jobs",
            parts=(
                "complaints/aduan.css",
                "complaints/desk.css",
                "complaints/waiting.js",
                "complaints/visits.js",
                "look/desk.css",
            ),
            below=True,
        ),
    ),
)
