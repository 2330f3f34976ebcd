"""`manage.py cast`: the people one can be in a demonstration, one per line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lorong.kernel.city import queries


class Command(BaseCommand):
    help = "List the people of the demo: role, name, unit, account."

    def handle(self, *args: Any, **options: Any) -> None:
        members = queries.cast()
        if not members:
            self.stdout.write("Belum ada pemeran. Jalankan: manage.py load_city --cast")
            return
        names = max(len(member.name) for member in members)
        roles = max(len(member.role) for member in members)
        for member in members:
            self.stdout.write(f"{member.name:<{names}}  {member.role:<{roles}}  {member.unit or '-'}  (akun {member.account_id})")
