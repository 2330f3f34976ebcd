"""Forms as this house has them, and widgets that the browser has no good own form of: a date one knows by heart, rupiah,
a photo of a document."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class PlainForm(forms.Form):
    """A form whose mistakes the server names, in our words and the visitor's language, instead of the browser's bubbles."""

    use_required_attribute = False


class KeyedForm(PlainForm):
    """A form that carries the key by which a second sending is recognised."""

    kunci = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes: quicker than a calendar for a date of birth, and the same on every phone.

    Gives the form an ISO date when all three are numbers, what was typed otherwise (so that the field can refuse it),
    and None when all are empty.
    """

    template_name = "look/widgets/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, birthday: bool = False) -> None:
        names = ("bday-day", "bday-month", "bday-year") if birthday else ("off", "off", "off")
        boxes = [
            forms.TextInput({"inputmode": "numeric", "maxlength": size, "autocomplete": name})
            for size, name in zip((2, 2, 4), names, strict=True)
        ]
        super().__init__({"d": boxes[0], "m": boxes[1], "y": boxes[2]}, attrs)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_

    def decompress(self, value: Any) -> list[Any]:
        """The three texts of a date, of an ISO text, or of what was typed."""
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        parts = str(value).split("-") if value else []
        return parts[::-1] if len(parts) == 3 else ["", "", ""]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        day, month, year = (str(text or "").strip() for text in super().value_from_datadict(data, files, name))
        if not (day or month or year):
            return None
        if day.isdigit() and month.isdigit() and year.isdigit():
            return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"
        return f"{year}-{month}-{day}"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        words = (gettext_lazy("Tanggal"), gettext_lazy("Bulan"), gettext_lazy("Tahun"))
        for box, word in zip(context["widget"]["subwidgets"], words, strict=True):
            box["word"] = word
        return context


class MoneyInput(forms.TextInput):
    """Whole rupiah, typed with or without points. The field turns the text into a number."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})


class Pick(forms.FileInput):
    """A document as a photo or PDF. No `capture`: the gallery stays possible."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/*,application/pdf", **(attrs or {})})
