"""The worker is killed between any two instructions of making a letter: afterwards there is one number and one PDF."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from lorong.kernel.documents import store
from lorong.kernel.documents.authorities import CA, authority
from lorong.kernel.documents.models import Letter, LetterNumber, SigningGrant, StoredFile
from lorong.kernel.documents.signing.inspection import inspect
from lorong.kernel.documents.tests.conftest import Desk
from lorong.testing import Cast

LETTERS = 25
RUN = "import sys, django; django.setup(); from lorong.kernel.documents.tests.killing import main; main(sys.argv[1:])"


def test_a_worker_killed_anywhere_leaves_one_number_and_one_pdf(own_database: str, django_db_blocker: object) -> None:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        desk = Desk(Cast())
        key = desk.key()
        ids = [str(desk.sign(f"SKU-{n}", key=key).pk) for n in range(LETTERS)]
        database = settings.DATABASES["default"]
        url = f"postgresql://{database['USER']}:{database['PASSWORD']}@/{own_database}?host={database['HOST']}&port={database['PORT']}"
        environment = {
            **os.environ,
            "LORONG_DATABASE_URL": url,
            "LORONG_MEDIA_ROOT": str(settings.MEDIA_ROOT),
            "DJANGO_SETTINGS_MODULE": "lorong.settings",
        }
        done = subprocess.run(
            [sys.executable, "-c", RUN, *ids],
            env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert int(done.stdout.split(",")[1].split()[0]) >= LETTERS - 4, "hardly anything was killed"
        letters = list(Letter.objects.all())
        assert all(letter.file_ready_at is not None for letter in letters)
        assert len({letter.file_id for letter in letters}) == StoredFile.objects.count() == LETTERS
        assert sorted(LetterNumber.objects.values_list("value", flat=True)) == list(range(1, LETTERS + 1))
        assert not SigningGrant.objects.exclude(sealed=b"").exists()
        for letter in letters:
            seen = inspect(store.get(letter.file_id or ""), [authority(CA).certificate])
            assert len(seen.signatures) == 1 and seen.intact and seen.trusted
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.pdf"))
