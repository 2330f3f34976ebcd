"""A small SOP of the public to play with, and a door that tells."""

from __future__ import annotations

import io
import uuid
from datetime import date, datetime
from typing import Any

import pytest
from PIL import Image

from lorong.kernel.cases import actions as cases
from lorong.kernel.cases import queries as case_queries
from lorong.kernel.cases.values import Said
from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.catalog import queries as catalog
from lorong.kernel.catalog.values import Definition, Published
from lorong.kernel.city.queries import ground
from lorong.kernel.people.values import VISITOR
from lorong.lib.actors import SISTEM, Actor
from lorong.lib.places import Spot
from lorong.lib.sop.schema import Form, Sop
from lorong.services.complaints import actions
from lorong.services.complaints.models import Incident, Report, Visit
from lorong.services.complaints.values import Teller, Telling
from lorong.testing import MONDAY, Cast

RAPPOCINI = "73.71.13.1006"
SLUG = "uji-lampu"
STANDARD = dict.fromkeys(
    ("procedure", "complaints", "facilities", "competence", "supervision", "staff_count", "guarantee", "safety", "evaluation"),
    "ada",
)
SHEET = {
    "number": "1",
    "made": date(2026, 1, 1),
    "effective": date(2026, 1, 1),
    "qualification": ["ada"],
    "equipment": ["ada"],
    "warning": "ada",
    "recording": "ada",
}


def step(id: str, by: str, outcomes: dict[str, Any], **more: Any) -> dict[str, Any]:
    ways = {name: {"label": name, **(way if isinstance(way, dict) else {"next": [way]})} for name, way in outcomes.items()}
    base = {"title": id.capitalize(), "does": id, "needs": ["Laporan"], "within": "1 hari kerja", "gives": id, "citizen_sees": id}
    return {"id": id, "by": by, **base, **more, "outcomes": ways}


BACK = {"back_to": "applicant", "asks": "Sebutkan tempatnya", "reason": "required"}
SILENCE = {"do": "default", "outcome": "diam", "basis": "PermenPANRB 62/2018"}
STEPS = [
    step(
        "verifikasi",
        "staf-pelayanan",
        {
            "teruskan": "tindaklanjut",
            "minta_data": BACK,
            "pihak_lain": {"next": ["pihak"], "guards": ["ada_pihak_luar"]},
            "arsipkan": {"end": "archived", "reason": "required"},
        },
    ),
    step(
        "tindaklanjut",
        "staf-pelayanan",
        {
            "beres": {"next": ["konfirmasi"], "guards": ["ada_foto_sesudah"]},
            "jelaskan": {"next": ["tanggapan"], "reason": "required"},
        },
    ),
    step(
        "konfirmasi",
        "warga",
        {"setuju": {"end": "fixed"}, "belum": {"next": ["tindaklanjut"], "reason": "required"}, "diam": {"end": "fixed"}},
        within="10 hari",
        on_deadline=SILENCE,
    ),
    step(
        "tanggapan",
        "warga",
        {"setuju": {"end": "answered"}, "belum": {"next": ["tindaklanjut"], "reason": "required"}, "diam": {"end": "answered"}},
        within="10 hari",
        on_deadline=SILENCE,
    ),
    step(
        "pihak",
        "pihak-luar",
        {"selesai": {"end": "not_ours", "reason": "required"}, "kembali": "verifikasi"},
        party={"name": "PLN"},
        within="3 hari kerja",
    ),
]
REPORT = {
    "group": "uji",
    "icon": "bulb",
    "near": 100,
    "days": 30,
    "photo": "wanted",
    "max_metres_off": 100,
    "routes": [{"to": "kelurahan"}],
}


def publish_now(
    slug: str = SLUG, form: Any = None, steps: Any = None, names: dict[str, str] | None = None, **report: Any
) -> Published:
    """Publish a category whose reports go to the kelurahan."""
    sop = {
        "title": "Lampu jalan mati",
        "short": "Lampu",
        "code": "UJILAMPU",
        "service": "complaints",
        "summary": "Untuk menguji.",
        "legal_basis": ["Uji"],
        "promise": "5 hari kerja",
        "fee": 0,
        "channels": ["web"],
        "product": {"name": "Lampu menyala"},
        "applicant": {"who": "public"},
        "standard": STANDARD,
        "sop": SHEET,
        "returns": {"limit": 2, "within": "30 hari"},
        "report": {**REPORT, **report},
        "steps": steps or STEPS,
        **(names or {}),
    }
    definition = Definition(Sop.model_validate(sop), Form.model_validate(form or {}))
    row = catalog_actions.publish(actor=SISTEM, slug=slug, definition=definition)
    return catalog.procedure(row.pk)


@pytest.fixture
def published(cast: Cast) -> Published:
    return publish_now()


def spot_of(region: str = RAPPOCINI, *, north: float = 0, east: float = 0) -> Spot:
    """A point well inside a kelurahan, moved by metres."""
    point = inside(region)
    return Spot(point.lat + north / 111_195, point.lon + east / 110_700)


def inside(region: str) -> Spot:
    """A point that represents a kelurahan."""
    point = ground._ground()[region].geometry.representative_point()
    return Spot(point.y, point.x)


def picture(shade: int = 90, exif: Image.Exif | None = None, size: tuple[int, int] = (320, 200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (shade, 120, 90)).save(out, "JPEG", **({"exif": exif} if exif else {}))
    return out.getvalue()


class Street:
    """Tells and acts as the cast does."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def who(self, name: str) -> Teller:
        return Teller(account_id=self.cast.actor(name).account_id)

    def tell(self, teller: str = "siti", /, *, at: datetime = MONDAY, key: str = "", photos: Any = (), **more: Any) -> Report:
        telling = {"category": SLUG, "text": "Lampu di depan masjid mati sejak Senin", **more}
        if "spot" not in telling and "region" not in telling:
            telling["spot"] = spot_of()
        actor = VISITOR if teller == "visitor" else self.cast.actor(teller)
        return actions.tell(actor=actor, telling=Telling(**telling), photos=photos, key=key or uuid.uuid4().hex, at=at)

    def advance(
        self, incident: Incident, step: str, outcome: str, *, by: str = "budi", at: datetime | None = None, **said: Any
    ) -> Any:
        actor: Actor = SISTEM if by == "sistem" else self.cast.actor(by)
        case = case_queries.for_actor(SISTEM, incident.case_number)
        return cases.advance(
            actor=actor, case=case, step=step, outcome=outcome, key=uuid.uuid4().hex, said=Said(**said), at=at or case.last_at
        )

    def case(self, incident: Incident) -> Any:
        return case_queries.for_actor(SISTEM, incident.case_number)

    def fresh(self, incident: Incident) -> Incident:
        incident.refresh_from_db()
        return incident

    def visit(self, incident: Incident, kind: str = "after", **more: Any) -> Visit:
        given = {"photo": picture(), "key": uuid.uuid4().hex, "spot": incident.place, "at": self.case(incident).last_at}
        return actions.visit(actor=self.cast.actor("budi"), incident=self.fresh(incident), kind=kind, **{**given, **more})

    def claimed(self, teller: str = "siti", **more: Any) -> Incident:
        """An incident of which the office says that it is fixed."""
        incident = self.tell(teller, **more).incident
        self.advance(incident, "verifikasi", "teruskan")
        self.claim(incident)
        return incident

    def claim(self, incident: Incident) -> None:
        self.visit(incident)
        self.advance(incident, "tindaklanjut", "beres")
        incident.refresh_from_db()

    def answer(self, incident: Incident, name: str, agrees: bool, **more: Any) -> Any:
        given = {"key": uuid.uuid4().hex, "note": "" if agrees else "Masih gelap", "at": self.case(incident).last_at}
        actor = self.cast.actor(name)
        return actions.answer_fixed(
            actor=actor, incident=self.fresh(incident), agrees=agrees, who=self.who(name), **{**given, **more}
        )


@pytest.fixture
def street(cast: Cast, published: Published) -> Street:
    return Street(cast)
