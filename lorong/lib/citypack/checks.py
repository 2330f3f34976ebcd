"""What needs two files at once: a calendar that names a unit, a city that names a kelurahan, colours to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from lorong.lib.citypack.errors import Problem
from lorong.lib.citypack.look import faults
from lorong.lib.citypack.schema import CalendarRules, City, Offer, PositionRule
from lorong.lib.citypack.toml_source import TomlSource
from lorong.lib.citypack.values import Region, Unit
from lorong.lib.span import Span
from lorong.lib.toml_lines import Place

SIGNING_KINDS = ("city", "kecamatan", "kelurahan", "desa")


def check_city(city: City, regions: Mapping[str, Region], source: TomlSource) -> Iterator[Problem]:
    """The city must be the one of the regions, readable, and have the kelurahan it names."""
    if source.path.parent.name != city.slug:
        yield source.problem(("slug",), f"`slug` {city.slug} berbeda dengan nama folder {source.path.parent.name}. Samakan.")
    own = next((region for region in regions.values() if region.level == "city"), None)
    if own is not None and own.code != city.code:
        yield source.problem(("code",), f"`code` {city.code} berbeda dengan {own.code} dalam regions.csv. Samakan.")
    demo = regions.get(city.synthetic.demo_kelurahan)
    if demo is None or demo.kind != "kelurahan":
        sentence = f"Kelurahan {city.synthetic.demo_kelurahan} tidak ada dalam regions.csv. Tulis kode kelurahan kota ini."
        yield source.problem(("synthetic", "demo_kelurahan"), sentence)
    if (city.kind == "kota") != (city.head_title == "Wali Kota"):
        yield source.problem(
            ("head_title",), f"Kepala sebuah {city.kind} bukan {city.head_title}. Kota: Wali Kota; kabupaten: Bupati."
        )
    if city.look.crest and not (source.path.parent / city.look.crest).is_file():
        yield source.problem(
            ("look", "crest"), f"Lambang {city.look.crest} tidak ada di folder paket. Tambahkan, atau hapus isian ini."
        )
    for mode, name, sentence in faults(city.look):
        yield source.problem(("look", mode, name), f"`look.{mode}.{name}`: {sentence}")


def check_positions(rules: tuple[PositionRule, ...], units: Mapping[str, Unit], source: TomlSource) -> Iterator[Problem]:
    """Every kind of unit that signs letters needs exactly one head, and its head must be allowed to sign."""
    kinds = {unit.kind for unit in units.values()}
    for kind in SIGNING_KINDS:
        heads = [index for index, rule in enumerate(rules) if rule.unit_kind == kind and rule.head]
        if kind in kinds and not heads:
            yield source.problem(("positions", 0), f"Unit jenis {kind} belum punya kepala. Tambahkan jabatan dengan head = true.")
        for index in heads[1:]:
            yield source.problem(
                ("positions", index, "head"), f"Unit jenis {kind} punya dua kepala. Hapus salah satu head = true."
            )
        for index in heads[:1]:
            if not rules[index].may_sign:
                yield source.problem(
                    ("positions", index), f"Kepala unit jenis {kind} harus boleh tanda tangan. Tulis may_sign = true."
                )


def check_calendar(rules: CalendarRules, units: Mapping[str, Unit], source: TomlSource) -> Iterator[Problem]:
    """Weeks and units that are named must be there; days must lie in the years; seasons must not overlap."""
    yield from _check_names(rules, units, source)
    first, last = date(rules.first_year, 1, 1), date(rules.last_year, 12, 31)
    dated: list[tuple[Place, date | None]] = [(("local", i, "date"), d.date) for i, d in enumerate(rules.local)]
    dated += [(("overrides", i, "date"), d.date) for i, d in enumerate(rules.overrides)]
    dated += [(("seasons", i, "first"), s.first) for i, s in enumerate(rules.seasons)]
    dated += [(("seasons", i, "last"), s.last) for i, s in enumerate(rules.seasons)]
    for place, day in dated:
        if day is not None and not first <= day <= last:
            yield source.problem(
                place,
                f"Tanggal {day} di luar tahun {rules.first_year}-{rules.last_year}. Perbaiki, atau ubah tahunnya.",
            )
    for (_, earlier), (index, later) in pairwise(sorted(enumerate(rules.seasons), key=lambda item: item[1].first)):
        if earlier.last >= later.first:
            yield source.problem(
                ("seasons", index, "first"), f"{later.name} bertumpuk dengan {earlier.name}. Perbaiki tanggalnya."
            )


def _check_names(rules: CalendarRules, units: Mapping[str, Unit], source: TomlSource) -> Iterator[Problem]:
    weeks: list[tuple[Place, str]] = [(("week",), rules.week)]
    weeks += [(("seasons", i, "week"), s.week) for i, s in enumerate(rules.seasons)]
    codes: list[tuple[Place, str]] = []
    for index, own in enumerate(rules.units):
        weeks.append((("units", index, "week"), own.week))
        weeks += [(("units", index, "season_weeks"), name) for pair in own.season_weeks.items() for name in pair]
        codes.append((("units", index, "code"), own.code))
    codes += [(("local", i, "units"), code) for i, day in enumerate(rules.local) for code in day.units]
    codes += [(("overrides", i, "units"), code) for i, day in enumerate(rules.overrides) for code in day.units]
    for place, week in weeks:
        if week not in rules.weeks:
            yield source.problem(
                place, f"Minggu kerja {week} belum ada. Tambahkan [weeks.{week}], atau pilih: {', '.join(rules.weeks)}."
            )
    for place, code in codes:
        if code not in units:
            yield source.problem(place, f"Unit {code} tidak ada. Tulis kode dari regions.csv, atau <kode kota>-<dinas>.")


def check_offer(offer: Offer, source: TomlSource) -> Iterator[Problem]:
    """A promise must be a span of time that the catalogue understands."""
    for slug, promise in offer.promises.items():
        try:
            span = Span.parse(promise)
        except ValueError as error:
            yield source.problem(("promises", slug), str(error))
            continue
        if not span.is_working_time:
            yield source.problem(
                ("promises", slug), f'Janji "{promise}" bukan waktu kerja. Tulis dengan menit, jam, atau hari kerja.'
            )
