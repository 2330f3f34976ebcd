"""`manage.py load_city`: the pack of a city, and for a first run its invented people."""

from __future__ import annotations

import time
from argparse import BooleanOptionalAction
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lorong.kernel.city.actions import load_officials, load_pack
from lorong.kernel.people import queries as people
from lorong.kernel.people.actions.register import load_households, open_cast_account
from lorong.lib.actors import SISTEM
from lorong.lib.citypack import CityPack, PackInvalid, load
from lorong.lib.refusals import Refusal
from lorong.lib.synthetic import cast, colleagues, officials
from lorong.lib.synthetic import people as invented

PEOPLE = 5000


class Command(BaseCommand):
    help = "Load a city pack; outside production also an invented register, officials and the cast of the demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--city", default=settings.CITY, help="a folder in cities/")
        parser.add_argument("--people", type=int, default=None, help="how many invented residents (outside production)")
        parser.add_argument("--seed", type=int, default=1, help="another seed gives other people")
        parser.add_argument("--cast", action=BooleanOptionalAction, default=settings.DEMO, help="accounts for the demo")

    def handle(self, *args: Any, **options: Any) -> None:
        count = options["people"] if options["people"] is not None else (0 if settings.PRODUCTION else PEOPLE)
        if settings.PRODUCTION and (count or options["cast"]):
            raise CommandError("Warga rekaan tidak pernah masuk ke kota yang sungguhan. Hapus --people dan --cast.")
        if options["cast"] and not count:
            raise CommandError("Pemeran membutuhkan warga. Tulis --people, atau hapus --cast.")
        pack = self._pack(options["city"])
        try:
            with self._stage("Wilayah, kantor, kalender") as say:
                load_pack(actor=SISTEM, pack=pack)
                say(f"{len(pack.regions)} wilayah, {len(pack.units)} kantor, {len(pack.positions)} jabatan")
            if count:
                self._people(pack, options["seed"], count)
            if options["cast"]:
                with self._stage("Akun pemeran") as say:
                    say(f"{self._cast(pack, options['seed'])} akun")
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal

    def _pack(self, city: str) -> CityPack:
        folder = settings.CITIES_DIR / city
        if not folder.is_dir():
            known = ", ".join(sorted(path.parent.name for path in settings.CITIES_DIR.glob("*/city.toml")))
            raise CommandError(f"Kota {city} tidak ada. Yang ada: {known}.")
        try:
            return load(folder)
        except PackInvalid as invalid:
            raise CommandError(str(invalid)) from invalid

    def _people(self, pack: CityPack, seed: int, count: int) -> None:
        with self._stage("Warga rekaan") as say:
            written = load_households(actor=SISTEM, households=invented(pack, seed, count))
            say(f"{written} orang baru" if written else "sudah ada")
        with self._stage("Pejabat rekaan") as say:
            written = load_officials(actor=SISTEM, officials=officials(pack, seed))
            say(f"{written} jabatan diisi" if written else "sudah ada")

    def _cast(self, pack: CityPack, seed: int) -> int:
        roles = cast(pack, seed)
        staff = [roles.budi, roles.kasi, roles.bu_lurah, roles.pak_camat, roles.wali_kota, roles.auditor]
        staff += [roles.hasnah, roles.daeng_nai]
        staff += colleagues(pack, seed)
        opened = 0
        for member in (roles.siti, roles.tono, roles.ketua_rt, *(official.person for official in staff)):
            person = people.person_by_nik(member.nik)
            if person is None:
                raise CommandError(f"{member.name} belum ada dalam data. Muat kota ini ke basis data yang kosong.")
            opened += open_cast_account(actor=SISTEM, person=person, phone=member.phone) is not None
        return opened

    @contextmanager
    def _stage(self, label: str) -> Iterator[Any]:
        """One line of progress: what, how much, how long."""
        said: list[str] = []
        begun = time.monotonic()
        yield said.append
        took = f"{time.monotonic() - begun:.1f}".replace(".", ",")
        self.stdout.write(f"{label}: {', '.join(said)} ({took} detik)")
