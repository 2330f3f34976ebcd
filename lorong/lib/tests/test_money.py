import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.money import MOST, MoneyError, parse_rupiah, rupiah, terbilang

amounts = st.integers(0, MOST)
WORTH = {
    **dict(
        zip(
            "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split(),  # noqa: SIM905
            range(12),
            strict=True,
        )
    ),
    "seratus": 100,
}


def answer_to(text: str) -> int | str:
    try:
        return parse_rupiah(text)
    except MoneyError as refused:
        return str(refused)


def number_of(words: str) -> int:
    """Reads Indonesian number words back, in a way that has nothing in common with how they are written."""
    total, group, last = 0, 0, 0
    for word in words.removeprefix("minus ").split():
        if word == "belas":
            last += 10
        elif word == "puluh":
            group, last = group + last * 10, 0
        elif word == "ratus":
            group, last = group + last * 100, 0
        elif word == "seribu":
            total += 1000
        elif word in ("ribu", "juta", "miliar", "triliun"):
            power = ("ribu", "juta", "miliar", "triliun").index(word) + 1
            total, group, last = total + (group + last) * 1000**power, 0, 0
        else:
            group, last = group + last, WORTH[word]
    return (total + group + last) * (-1 if words.startswith("minus") else 1)


@given(amounts)
def test_an_amount_is_read_as_it_is_shown(amount):
    shown = rupiah(amount)
    assert parse_rupiah(shown) == amount
    assert parse_rupiah(shown.removeprefix("Rp") + ",-") == amount
    assert parse_rupiah(f" Rp. {shown.removeprefix('Rp')},00 ") == amount
    assert parse_rupiah(str(amount)) == amount


def test_amounts_are_shown_with_points_and_no_space():
    assert rupiah(1234567) == "Rp1.234.567"
    assert rupiah(0) == "Rp0"
    assert rupiah(-5000) == "-Rp5.000"


@pytest.mark.parametrize("text", ["Rp 1.234.567", "1234567", "1.234.567,00", "rp1.234.567", "1.234.567,-", "001234567"])
def test_an_amount_may_be_written_in_the_usual_ways(text):
    assert parse_rupiah(text) == 1234567


@pytest.mark.parametrize("text", ["1.234,50", "0,5", "Rp1,01"])
def test_sen_are_refused(text):
    with pytest.raises(MoneyError, match="tanpa sen"):
        parse_rupiah(text)


NONSENSE = [
    "",
    "Rp",
    "1,234,567",
    "1.23",
    "1.2345",
    "12.34.567",
    "-5000",
    "lima ribu",
    "1e6",
    "٥٠٠٠",
    "1.234.567,001",
    ".",
]


@pytest.mark.parametrize("text", NONSENSE)
def test_what_is_no_amount_is_refused_with_a_sentence(text):
    with pytest.raises(MoneyError, match="bukan jumlah uang"):
        parse_rupiah(text)


def test_an_amount_above_all_budgets_is_refused():
    assert parse_rupiah(str(MOST)) == MOST
    with pytest.raises(MoneyError, match="paling besar"):
        parse_rupiah(str(MOST + 1))
    with pytest.raises(MoneyError, match="paling besar"):
        parse_rupiah("9" * 5000)


@given(st.text(max_size=20))
def test_no_text_whatever_breaks_the_reader(text):
    answer = answer_to(text)
    assert answer.endswith(".") if isinstance(answer, str) else 0 <= answer <= MOST


@given(st.one_of(st.integers(-MOST, MOST), st.integers(-3000, 3000)))
def test_words_mean_the_number_they_were_made_from(number):
    assert number_of(terbilang(number)) == number


@given(st.integers(0, MOST))
def test_words_never_say_one_hundred_or_one_thousand_in_two_words(number):
    words = f" {terbilang(number)} "
    assert " satu ratus " not in words
    assert " satu puluh " not in words
    assert not words.startswith(" satu ribu")
    assert " nol " not in words or number == 0


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (1000, "seribu"),
        (1250, "seribu dua ratus lima puluh"),
        (101_000, "seratus satu ribu"),
        (1_001_000, "satu juta seribu"),
        (1_234_567, "satu juta dua ratus tiga puluh empat ribu lima ratus enam puluh tujuh"),
        (1_000_000_000_000, "satu triliun"),
        (-15, "minus lima belas"),
    ],
)
def test_amounts_are_written_in_words_as_letters_do(number, words):
    assert terbilang(number) == words


def test_numbers_beyond_words_are_refused():
    with pytest.raises(ValueError, match="reaches"):
        terbilang(MOST + 1)
