"""The translations as Django reads them: every `.po` of the house compiled to its `.mo`, without any system package.

    python -m lorong.station.words

The `.mo` files are not kept in git. The demo and the tests bring them up to date by themselves; a server does it once,
after each update of the code.
"""

import os
import sys
from pathlib import Path

import polib  # type: ignore[import-untyped]

from lorong.station.errors import Trouble, from_os_error


def compile_words(checkout: Path) -> int:
    """Compile what is missing or older than its source; gives how many files were written. Raises Trouble."""
    folders = (checkout / "lorong", checkout / "catalog")
    sources = sorted(path for folder in folders for path in folder.glob("**/locale/*/LC_MESSAGES/*.po"))
    return sum(_compile(source, checkout) for source in sources)


def _compile(source: Path, checkout: Path) -> bool:
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    try:
        words = polib.pofile(str(source))
    except (ValueError, OSError) as error:  # polib's word for bad syntax is OSError
        where = source.relative_to(checkout)
        raise Trouble(
            f"Terjemahan {where} tidak terbaca ({_reason(error)}). Perbaiki barisnya, lalu jalankan lagi.",
            f"The translation {where} cannot be read ({_reason(error)}). Mend that line, then run it again.",
        ) from error
    half = target.with_suffix(f".{os.getpid()}.half")
    try:
        half.write_bytes(words.to_binary())
        half.replace(target)  # whole or not at all, also when two processes do it at once
    except OSError as error:
        half.unlink(missing_ok=True)
        raise from_os_error(error) from error
    return True


def _reason(error: Exception) -> str:
    return str(error).rpartition("(")[2].rstrip(")") or str(error)  # "line 12": the path is named already


def main() -> int:
    """Says how many files were written; gives 1 when a source cannot be read."""
    try:
        written = compile_words(Path.cwd())
    except Trouble as trouble:
        sys.stderr.write(f"\n  ✗ {trouble.indonesian}\n    {trouble.english}\n\n")
        return trouble.code
    sys.stdout.write(f"  ✓ {written} terjemahan disusun · translations compiled\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
