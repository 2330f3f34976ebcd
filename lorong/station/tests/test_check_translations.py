"""What the translation check finds wrong."""

from pathlib import Path

import pytest

from lorong.station.translations import faults


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "Ajukan"\nmsgstr "Apply"', ""),
        ('msgid "Ajukan"\nmsgstr ""', "has no translation"),
        ('#, fuzzy\nmsgid "Ajukan"\nmsgstr "Apply"', "has no translation"),
        ('msgid "Halo %(nama)s"\nmsgstr "Hello %(nama)s"', ""),
        ('msgid "Halo %(nama)s"\nmsgstr "Hello %(name)s"', "other placeholders"),
        ('msgid "{n} surat"\nmsgstr "letters"', "other placeholders"),
        ('msgid "satu surat"\nmsgid_plural "%(n)s surat"\nmsgstr[0] "one letter"\nmsgstr[1] "%(n)s letters"', ""),
        ('msgid "satu surat"\nmsgid_plural "%(n)s surat"\nmsgstr[0] "one letter"\nmsgstr[1] ""', "has no translation"),
    ],
)
def test_a_sentence_without_its_english_is_found(tmp_path: Path, entry: str, fault: str) -> None:
    (tmp_path / "django.po").write_text(entry + "\n")
    found = faults(tmp_path)
    assert bool(found) == bool(fault)
    assert not fault or fault in found[0]
