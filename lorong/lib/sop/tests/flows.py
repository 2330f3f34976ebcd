"""Random small SOPs, as flows and as whole definitions, for the tests of soundness, time and drawing."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Flow = dict[str, Any]


@st.composite
def flows(draw: st.DrawFn, *, most: int = 5, loops: bool = True, residents: bool = False) -> Flow:
    """A flow with right names: `waits` of a join are exactly the steps that lead there. residents: also with steps of theirs."""
    count = draw(st.integers(1, most))
    ids = [f"s{i}" for i in range(count)]
    steps: dict[str, Any] = {}
    for i, step in enumerate(ids):
        later = ids if loops else ids[i + 1 :]
        way: st.SearchStrategy[dict[str, Any]] = st.sampled_from([{"end": "issued"}, {"end": "refused"}, {"back": "applicant"}])
        if later:
            way |= st.lists(st.sampled_from(later), min_size=1, max_size=2, unique=True).map(lambda t: {"next": t})
        ways = draw(st.lists(way, min_size=1, max_size=3))
        steps[step] = {
            "side": draw(st.sampled_from(["city", "city", "outside", "applicant"] if residents else ["city", "city", "outside"])),
            "waits": [],
            "outcomes": {f"o{n}": w for n, w in enumerate(ways)},
        }
    for target in ids[1:]:
        sources = [s for s in ids if any(target in o.get("next", ()) for o in steps[s]["outcomes"].values())]
        if len(sources) > 1 and draw(st.booleans()):
            steps[target]["waits"] = sorted(sources)
    return {"start": [ids[0]], "max_returns": 3, "steps": steps}


def sop_of(flow: Flow, minutes: dict[str, int]) -> dict[str, Any]:
    """A whole `sop.toml` around a flow; step `s` may take `minutes[s]`."""
    steps = []
    for name, step in flow["steps"].items():
        outside = step["side"] == "outside"
        one: dict[str, Any] = {
            "id": name,
            "title": name,
            "does": f"Mengerjakan {name}",
            "by": "pihak-luar" if outside else ["staf-pelayanan", "kasi-pelayanan", "lurah"][len(steps) % 3],
            "needs": ["Permohonan"],
            "within": f"{minutes[name]} menit",
            "gives": f"Hasil {name}",
            "citizen_sees": name,
            "waits_for": step["waits"],
            "outcomes": {key: outcome_of(way, key) for key, way in step["outcomes"].items()},
        }
        if outside:
            one["party"] = {"name": "Saksi", "contact": "hp"}
        steps.append(one)
    return {**IDENTITY, "start": flow["start"], "steps": steps}


def outcome_of(way: dict[str, Any], label: str) -> dict[str, Any]:
    if "back" in way:
        return {"label": label, "back_to": "applicant", "asks": "apa"}
    if "end" in way:
        return {"label": label, "end": way["end"], "reason": "required" if way["end"] == "refused" else "none"}
    return {"label": label, "next": way["next"]}


IDENTITY: dict[str, Any] = {
    "title": "Contoh",
    "short": "Contoh",
    "code": "CONTOH",
    "service": "letters",
    "summary": "Contoh",
    "legal_basis": ["UU 25/2009"],
    "promise": "1 hari kerja",
    "fee": 0,
    "channels": ["web"],
    "product": {"name": "Contoh"},
    "applicant": {},
    "standard": dict.fromkeys(
        [
            "procedure",
            "complaints",
            "facilities",
            "competence",
            "supervision",
            "staff_count",
            "guarantee",
            "safety",
            "evaluation",
        ],
        "Ada",
    ),
    "sop": {
        "number": "1",
        "made": "2026-01-01",
        "effective": "2026-01-02",
        "qualification": ["Cakap"],
        "equipment": ["Komputer"],
        "warning": "Awas",
        "recording": "Riwayat",
    },
}
