"""What the data of a demo was made from, as one short text: unchanged means nothing has to be loaded again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

SKIPPED = {"__pycache__", "node_modules", "tests"}


def data_fingerprint(checkout: Path, city: str) -> str:
    """Of everything the database is made from: migrations, SQL, rights, catalogue, city pack, generator, lock."""
    code = checkout / "lorong"
    folders = [
        checkout / "catalog",
        checkout / "cities" / city,
        code / "lib" / "citypack",
        code / "lib" / "synthetic",
        *sorted(code.rglob("migrations")),
        *sorted(code.rglob("sql")),
    ]
    return _digest(checkout, [*folders, code / "kernel" / "audit" / "grants.py", checkout / "requirements.txt"])


def static_fingerprint(checkout: Path) -> str:
    """Of everything `collectstatic` collects."""
    folders = [folder for folder in sorted((checkout / "lorong").rglob("static")) if folder.is_dir()]
    return _digest(checkout, [*folders, checkout / "requirements.txt"])


def _digest(checkout: Path, places: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file() and not SKIPPED.intersection(path.parts) and path.suffix != ".pyc":
                total.update(str(path.relative_to(checkout)).encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:32]
