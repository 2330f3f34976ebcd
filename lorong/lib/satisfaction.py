"""The public satisfaction survey (Survei Kepuasan Masyarakat) and its index, PermenPANRB 14/2017.

Elements go by stable codes, never by number: the body of the regulation and its sample questionnaire list the
last two in opposite order. The weight is exactly one ninth; the printed 0.11 would make 99 the best result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple


class NotEnoughAnswers(ValueError):
    """Some element has not been answered by anybody, so there is no index yet."""


class Element(StrEnum):
    """The nine elements, in the order of the questionnaire."""

    PERSYARATAN = "PERSYARATAN"
    PROSEDUR = "PROSEDUR"
    WAKTU = "WAKTU"
    BIAYA = "BIAYA"
    PRODUK = "PRODUK"
    KOMPETENSI = "KOMPETENSI"
    PERILAKU = "PERILAKU"
    SARPRAS = "SARPRAS"
    PENGADUAN = "PENGADUAN"


class Text(NamedTuple):
    """One wording in both languages; as a string it is the Indonesian one."""

    id: str
    en: str

    def __str__(self) -> str:
        return self.id

    def text(self, lang: str) -> str:
        """The wording in "en", otherwise in Indonesian."""
        return self.en if lang.startswith("en") else self.id


class Question(NamedTuple):
    """One element as it is asked: `answers` are the labels of 1, 2, 3 and 4, the worst first."""

    code: Element
    label: Text
    question: Text
    answers: tuple[Text, Text, Text, Text]


#: The questionnaire, in its order.
ELEMENTS: tuple[Question, ...] = (
    Question(
        Element.PERSYARATAN,
        Text("Persyaratan", "Requirements"),
        Text("Apakah syarat yang diminta sesuai dengan layanannya?", "Did the requirements fit the service?"),
        (
            Text("Tidak sesuai", "Did not fit"),
            Text("Kurang sesuai", "Fitted poorly"),
            Text("Sesuai", "Fitted"),
            Text("Sangat sesuai", "Fitted very well"),
        ),
    ),
    Question(
        Element.PROSEDUR,
        Text("Sistem, mekanisme, dan prosedur", "System, mechanism and procedure"),
        Text("Apakah prosedurnya mudah?", "Was the procedure easy?"),
        (
            Text("Tidak mudah", "Not easy"),
            Text("Kurang mudah", "Not very easy"),
            Text("Mudah", "Easy"),
            Text("Sangat mudah", "Very easy"),
        ),
    ),
    Question(
        Element.WAKTU,
        Text("Waktu penyelesaian", "Time to completion"),
        Text("Apakah layanannya cepat?", "Was the service fast?"),
        (
            Text("Tidak cepat", "Not fast"),
            Text("Kurang cepat", "Not very fast"),
            Text("Cepat", "Fast"),
            Text("Sangat cepat", "Very fast"),
        ),
    ),
    Question(
        Element.BIAYA,
        Text("Biaya atau tarif", "Cost or fee"),
        Text("Bagaimana biayanya?", "How was the cost?"),
        (
            Text("Sangat mahal", "Very expensive"),
            Text("Cukup mahal", "Rather expensive"),
            Text("Murah", "Cheap"),
            Text("Gratis", "Free"),
        ),
    ),
    Question(
        Element.PRODUK,
        Text("Produk layanan", "Product of the service"),
        Text("Apakah hasilnya sesuai dengan yang dijanjikan?", "Was the result what had been promised?"),
        (
            Text("Tidak sesuai", "Not as promised"),
            Text("Kurang sesuai", "Partly as promised"),
            Text("Sesuai", "As promised"),
            Text("Sangat sesuai", "Fully as promised"),
        ),
    ),
    Question(
        Element.KOMPETENSI,
        Text("Kompetensi petugas", "Competence of the staff"),
        Text("Apakah petugasnya kompeten?", "Were the staff competent?"),
        (
            Text("Tidak kompeten", "Not competent"),
            Text("Kurang kompeten", "Not very competent"),
            Text("Kompeten", "Competent"),
            Text("Sangat kompeten", "Very competent"),
        ),
    ),
    Question(
        Element.PERILAKU,
        Text("Perilaku petugas", "Conduct of the staff"),
        Text("Apakah petugasnya sopan dan ramah?", "Were the staff polite and friendly?"),
        (
            Text("Tidak sopan dan ramah", "Not polite and friendly"),
            Text("Kurang sopan dan ramah", "Not very polite and friendly"),
            Text("Sopan dan ramah", "Polite and friendly"),
            Text("Sangat sopan dan ramah", "Very polite and friendly"),
        ),
    ),
    Question(
        Element.SARPRAS,
        Text("Sarana dan prasarana", "Facilities"),
        Text("Bagaimana sarana dan prasarananya?", "How were the facilities?"),
        (
            Text("Buruk", "Poor"),
            Text("Cukup", "Fair"),
            Text("Baik", "Good"),
            Text("Sangat baik", "Very good"),
        ),
    ),
    Question(
        Element.PENGADUAN,
        Text("Penanganan pengaduan, saran, dan masukan", "Handling of complaints and suggestions"),
        Text("Bagaimana pengaduan dan saran ditangani?", "How are complaints and suggestions handled?"),
        (
            Text("Tidak ada", "There is no place for them"),
            Text("Ada, tetapi tidak berfungsi", "There is one, but it does not work"),
            Text("Berfungsi, tetapi kurang maksimal", "It works, but not fully"),
            Text("Dikelola dengan baik", "Well managed"),
        ),
    ),
)

QUESTIONS: Mapping[Element, Question] = {question.code: question for question in ELEMENTS}


class Grade(NamedTuple):
    """A quality letter, from `at_least` points of the converted value upwards."""

    at_least: Decimal
    letter: str
    label: Text


@dataclass(frozen=True, slots=True)
class Rule:
    """The numbers of one regulation. A later regulation is a second rule; old results keep theirs."""

    legal_basis: str
    elements: tuple[Element, ...]
    best: int  # answers go from 1 to this
    factor: int  # from the mean of 1 to `best` to the converted value
    grades: tuple[Grade, ...]  # best first


#: The printed intervals leave gaps (64.99 to 65.00 and so on), so the rounded converted value decides.
PERMENPANRB_14_2017 = Rule(
    legal_basis="PermenPANRB 14/2017",
    elements=tuple(Element),
    best=4,
    factor=25,
    grades=(
        Grade(Decimal("88.31"), "A", Text("Sangat baik", "Very good")),
        Grade(Decimal("76.61"), "B", Text("Baik", "Good")),
        Grade(Decimal("65.00"), "C", Text("Kurang baik", "Not good enough")),
        Grade(Decimal("25.00"), "D", Text("Tidak baik", "Not good")),
    ),
)


@dataclass(frozen=True, slots=True)
class Ikm:
    """An index (Indeks Kepuasan Masyarakat): the exact mean, and what is published from it."""

    respondents: int
    means: Mapping[Element, Fraction]  # 1 to 4, over those who answered the element
    mean: Fraction  # SKM, 1 to 4
    value: Decimal  # 25.00 to 100.00, two decimals, half up
    grade: Grade
    rule: Rule

    @property
    def letter(self) -> str:
        """The quality, "A" to "D"."""
        return self.grade.letter

    def element_value(self, element: Element) -> Decimal:
        """The mean of one element on the scale of the index, 25.00 to 100.00."""
        return _two_decimals(self.means[element] * self.rule.factor)


def index(answers: Iterable[Mapping[str, int]], *, rule: Rule = PERMENPANRB_14_2017) -> Ikm:
    """The index of a set of respondents, each a mapping from element code to answer 1-4; elements may be missing.

    Mean per element over those who answered it, times 1/9 each, times 25 (PermenPANRB 14/2017). Exact: rounded
    once, at the end. Raises NotEnoughAnswers while an element has no answer, ValueError for an answer that the
    questionnaire does not have and KeyError for an unknown element.
    """
    sums = dict.fromkeys(rule.elements, 0)
    counts = dict.fromkeys(rule.elements, 0)
    respondents = 0
    for given in answers:
        respondents += 1
        for code, answer in given.items():
            if not 1 <= answer <= rule.best:
                raise ValueError(f"{code} is answered with 1 to {rule.best}, not {answer}")
            element = _element(code, rule)
            sums[element] += answer
            counts[element] += 1
    return index_of_sums(respondents, {str(e): (sums[e], counts[e]) for e in rule.elements}, rule=rule)


def index_of_sums(respondents: int, sums: Mapping[str, tuple[int, int]], *, rule: Rule = PERMENPANRB_14_2017) -> Ikm:
    """The same index from what was added up: element code to (sum of the answers, how many answered). As exact.

    Raises NotEnoughAnswers while an element has no answer.
    """
    missing = [element.value for element in rule.elements if not sums.get(element, (0, 0))[1]]
    if missing:
        raise NotEnoughAnswers(f"nobody has answered {', '.join(missing)}")
    means = {element: Fraction(*sums[element]) for element in rule.elements}
    mean = sum(means.values(), Fraction(0)) / len(means)
    value = _two_decimals(mean * rule.factor)
    grade = next(grade for grade in rule.grades if value >= grade.at_least)
    return Ikm(respondents, means, mean, value, grade, rule)


def sample_size(population: int) -> int:
    """How many respondents are enough for a population: Krejcie and Morgan, 5 % error, chi square 3.841, P = 0.5.

    Rounded to the nearest whole person, half up. Zero for nobody; raises ValueError below zero.
    """
    if population < 0:
        raise ValueError("a population is not negative")
    if population == 0:
        return 0
    spread = Fraction(3841, 1000) / 4
    exact = spread * population / (Fraction(25, 10_000) * (population - 1) + spread)
    return int(exact + Fraction(1, 2))


def _element(code: str, rule: Rule) -> Element:
    if code not in rule.elements:
        raise KeyError(f"{code} is not an element of {rule.legal_basis}")
    return Element(code)


def _two_decimals(value: Fraction) -> Decimal:
    return Decimal(int(value * 100 + Fraction(1, 2))).scaleb(-2)
