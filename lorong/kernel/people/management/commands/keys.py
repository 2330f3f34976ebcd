"""`lorong keys`: how old the keys in use are; docs/security/keys.md says how old they may become."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lorong.kernel.people import actions
from lorong.kernel.people import queries as people
from lorong.lib.actors import SISTEM

YEAR = 366  # days
SETTING = {"field": "LORONG_FIELD_KEYS", "index": "LORONG_INDEX_KEYS", "secret": "LORONG_SECRET_KEY"}


class Command(BaseCommand):
    help = "Tells how old the keys in use are; fails when one is older than a year."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Note what is new, tell all ages. Raises CommandError that names the keys older than a year."""
        at = timezone.now()
        actions.note_keys(actor=SISTEM, at=at)
        ages = people.key_ages(at)
        for kind, days in ages.items():
            self.stdout.write(f"{SETTING[kind]}: {int(days)} hari")
        old = [SETTING[kind] for kind, days in ages.items() if days > YEAR]
        if old:
            raise CommandError(f"{', '.join(old)} lebih dari setahun. Ganti menurut docs/howto/rotate-keys.md.")
