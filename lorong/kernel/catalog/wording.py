"""The catalogue's own words in the reader's language.

An extra room: cases, messages and doors all say the names and hints of the catalogue.
"""

from __future__ import annotations

from django.utils.translation import get_language, gettext


def language() -> str:
    """ "en" or "id": the language of the page or message being made."""
    return "en" if (get_language() or "id").startswith("en") else "id"


def in_language(indonesian: str, english: str = "") -> str:
    """A text of the catalogue in the language of the page.

    Its English stands beside it in the file (`title_en`) or in `catalog/locale`; Indonesian where there is neither.
    """
    if language() == "id" or not indonesian:
        return indonesian
    return english or gettext(indonesian)
