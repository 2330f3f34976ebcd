"""The city's colours: whether everybody can read them, and the stylesheet made of them.

4.5:1 is the contrast WCAG 2.2 asks of text (1.4.3); the formulas are its definitions of relative luminance and
contrast ratio. The grounds and the accent are those of the one stylesheet all cities share.
"""

from __future__ import annotations

import colorsys

from lorong.lib.citypack.schema import Look, Palette

MINIMUM = 4.5
GROUNDS = {"light": ("#ffffff", "#f3f7f6"), "dark": ("#0d1615", "#14201f")}  # page, wash
ACCENT = {"light": "#b04a00", "dark": "#f5a65b"}  # "your turn"
ACCENT_HUE_NEAR = 20  # degrees
SATURATION_SEEN = 0.35


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours written #rrggbb, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def faults(look: Look) -> list[tuple[str, str, str]]:
    """What makes a look unreadable: mode, colour name, Indonesian sentence. Empty when everything can be read."""
    found: list[tuple[str, str, str]] = []
    for mode, colours in (("light", look.light), ("dark", look.dark)):
        page, wash = GROUNDS[mode]
        pairs = (
            ("city", colours.city, page, "halaman"),
            ("city", colours.city, wash, "latar tenang"),
            ("city", colours.city, colours.soft, "`soft`"),
            ("strong", colours.strong, page, "halaman"),
            ("strong", colours.strong, colours.soft, "`soft`"),
            ("on", colours.on, colours.city, "`city`"),
        )
        found.extend(
            (mode, name, _unreadable(ink, ground, where)) for name, ink, ground, where in pairs if contrast(ink, ground) < MINIMUM
        )
    return found


def _unreadable(ink: str, ground: str, where: str) -> str:
    ratio = f"{contrast(ink, ground):.1f}".replace(".", ",")
    way = "lebih gelap" if _luminance(ink) < _luminance(ground) else "lebih terang"
    return f"warna {ink} di atas {where} hanya berkontras {ratio}:1, paling sedikit 4,5:1. Pilih yang {way}."


def warnings(look: Look) -> list[tuple[str, str, str]]:
    """What is allowed but unwise, in the same form: a city colour like the accent that means "your turn"."""
    found: list[tuple[str, str, str]] = []
    for mode, colours in (("light", look.light), ("dark", look.dark)):
        hue, saturation = _hue(colours.city)
        distance = abs(hue - _hue(ACCENT[mode])[0])
        if min(distance, 360 - distance) <= ACCENT_HUE_NEAR and saturation >= SATURATION_SEEN:
            sentence = f"warna {colours.city} mirip jingga penanda giliran warga ({ACCENT[mode]}). Sebaiknya pilih warna lain."
            found.append((mode, "city", sentence))
    return found


def _hue(colour: str) -> tuple[float, float]:
    hue, _, saturation = colorsys.rgb_to_hls(*_channels(colour))
    return hue * 360, saturation


def city_css(look: Look) -> str:
    """The stylesheet with the city's four colours by day and by night; it says nothing else."""
    return (
        f":root {{ {_declared(look.light)} }}\n@media (prefers-color-scheme: dark) {{\n  :root {{ {_declared(look.dark)} }}\n}}\n"
    )


def _declared(colours: Palette) -> str:
    return f"--city: {colours.city}; --city-strong: {colours.strong}; --city-soft: {colours.soft}; --on-city: {colours.on};"
