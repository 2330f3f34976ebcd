"""Where the house's sentences leave it: a refusal, or any phrase of the kernel, in the visitor's language."""

from __future__ import annotations

from django.utils.translation import get_language, gettext

from lorong.lib.phrases import spoken
from lorong.lib.refusals import Refusal


def said(sentence: str | Refusal) -> str:
    """The sentence of a refusal or of an error (`str(error)`) in the language of the page; "" stays ""."""
    text = sentence.sentence if isinstance(sentence, Refusal) else sentence
    return spoken(text, "en" if (get_language() or "id").startswith("en") else "id", gettext)
