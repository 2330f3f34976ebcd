"""`lorong sign-out`: ends the sessions of one account, or of everybody, from the machine itself.

For the day on which somebody has to be out now: an office is lost, a device is stolen, a key may be known to others.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lorong.kernel.people import actions
from lorong.kernel.people import queries as people
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotFound

WRONG = "Tulis nomor akun yang ada (--account 12; breach-report menyebutnya), atau --everybody untuk semua orang."


class Command(BaseCommand):
    help = "Ends the sessions and the programs' tokens of one account, or of everybody. Recorded in the trail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--account", type=int, help="the number of an account")
        parser.add_argument("--everybody", action="store_true", help="all accounts, whoever runs this too")

    def handle(self, *_args: Any, **options: Any) -> None:
        """End them and say how many went."""
        number, everybody = options["account"], options["everybody"]
        if bool(number) is everybody:
            raise CommandError(WRONG)
        if everybody:
            gone = actions.sign_out_everybody(actor=SISTEM, at=timezone.now())
        else:
            try:
                gone = actions.sign_out(actor=SISTEM, account=people.account(number), at=timezone.now())
            except NotFound as error:
                raise CommandError(WRONG) from error
        self.stdout.write(f"{gone} sesi diakhiri. Token program yang dibuat sebelum ini tidak berlaku lagi.")
