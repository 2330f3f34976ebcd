"""`manage.py verify`: is every history in this house whole? Names the first link or root that is not."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lorong.kernel.audit import queries as audit
from lorong.kernel.audit import roots
from lorong.kernel.cases import queries as cases


class Command(BaseCommand):
    """Walks the chains of the audit trail and of every case, then the daily roots. Ends with 1 at the first broken link."""

    help = "Walk the hash chains of the audit trail and of all cases and the daily roots, and name the first broken link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", choices=["audit", "cases", "roots"], help="walk only these")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Walk; say what holds."""
        only = options["only"]
        if only in {None, "audit"}:
            self._say(audit.first_broken_audit_link(), "audit trail")
        if only in {None, "cases"}:
            self._say(cases.first_broken_case_link(progress=self._progress(options["verbosity"])), "cases")
        if only in {None, "roots"}:
            self._say(roots.first_broken_root(), "roots")

    def _say(self, broken: audit.BrokenLink | None, what: str) -> None:
        if broken is not None:
            raise CommandError(f"BROKEN: {broken.where}: {broken.why}.")
        self.stdout.write(f"{what}: every link holds.")

    def _progress(self, verbosity: int) -> Any:
        return (lambda upto: self.stdout.write(f"cases up to {upto} hold")) if verbosity > 1 else None
