"""Translations reach Django without gettext on the machine."""

import gettext
import os
from pathlib import Path

import pytest

from lorong.station.errors import Trouble
from lorong.station.words import compile_words

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "lorong" / "portals" / "uji" / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    path = folder / "django.po"
    path.write_text(HEAD + 'msgid "Ajukan"\nmsgstr "Apply"\n', encoding="utf-8")
    return path


def english(source: Path, text: str) -> str:
    with source.with_suffix(".mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled).gettext(text)


def test_a_translation_is_compiled_and_read_by_gettext(tmp_path: Path, source: Path) -> None:
    assert compile_words(tmp_path) == 1
    assert english(source, "Ajukan") == "Apply"
    assert sorted(p.name for p in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_what_is_up_to_date_is_left_alone(tmp_path: Path, source: Path) -> None:
    compile_words(tmp_path)
    assert compile_words(tmp_path) == 0


def test_a_newer_source_is_compiled_again(tmp_path: Path, source: Path) -> None:
    compile_words(tmp_path)
    source.write_text(HEAD + 'msgid "Ajukan"\nmsgstr "Send"\n', encoding="utf-8")
    later = source.with_suffix(".mo").stat().st_mtime + 5
    os.utime(source, (later, later))
    assert compile_words(tmp_path) == 1
    assert english(source, "Ajukan") == "Send"


def test_a_fuzzy_translation_is_not_shown(tmp_path: Path, source: Path) -> None:
    source.write_text(HEAD + '#, fuzzy\nmsgid "Ajukan"\nmsgstr "Guess"\n', encoding="utf-8")
    compile_words(tmp_path)
    assert english(source, "Ajukan") == "Ajukan"


@pytest.mark.parametrize("broken", ['msgid "Aju"kan"\nmsgstr "Apply"\n', "tulisan biasa\n"])
def test_a_source_that_cannot_be_read_is_a_sentence_with_its_name(tmp_path: Path, source: Path, broken: str) -> None:
    source.write_text(HEAD + broken, encoding="utf-8")
    with pytest.raises(Trouble, match=r"lorong/portals/uji/locale/en/LC_MESSAGES/django\.po"):
        compile_words(tmp_path)
    assert not source.with_suffix(".mo").exists()


def test_an_interrupted_write_leaves_no_half_a_file(tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device", str(source))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Trouble, match="Ruang disk"):
        compile_words(tmp_path)
    assert sorted(p.name for p in source.parent.iterdir()) == ["django.po"]
