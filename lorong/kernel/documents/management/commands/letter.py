"""`manage.py letter <slug>`: the letter of a service with sample answers, to be looked at."""

from __future__ import annotations

import tomllib
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lorong.kernel.documents.rendering import TemplateBroken, render
from lorong.kernel.documents.samples import sample_data
from lorong.lib.sop.schema import Form, Sop

SAMPLE_PAYLOAD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 7


class Command(BaseCommand):
    help = "Writes a letter with sample answers as a PDF: letter <slug> [--out folder]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--out", default=".")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = next((p.parent for p in settings.CATALOG_DIR.glob(f"*/{options['slug']}/letter.typ")), None)
        if folder is None:
            raise CommandError(f"catalog/*/{options['slug']}/letter.typ is not there.")
        sop = Sop.model_validate(tomllib.loads((folder / "sop.toml").read_text(encoding="utf-8")))
        form = Form.model_validate(tomllib.loads((folder / "form.toml").read_text(encoding="utf-8")))
        data = sample_data(sop, form)
        try:
            template = (folder / "letter.typ").read_text(encoding="utf-8")
            at = datetime(2026, 7, 28, 0, 41, tzinfo=UTC)
            made = render(template, data, qr_url=data["check_url"], payload=SAMPLE_PAYLOAD, at=at)
        except TemplateBroken as error:
            raise CommandError(str(error)) from error
        target = Path(options["out"]) / f"{options['slug']}.pdf"
        target.write_bytes(made.pdf)
        self.stdout.write(f"{target}: {len(made.pdf)} bytes")
