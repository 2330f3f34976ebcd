from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib.satisfaction import (
    ELEMENTS,
    PERMENPANRB_14_2017,
    QUESTIONS,
    Element,
    NotEnoughAnswers,
    index,
    sample_size,
)

full_answers = st.fixed_dictionaries({element.value: st.integers(1, 4) for element in Element})


def everywhere(answer: int) -> dict[str, int]:
    return {element.value: answer for element in Element}


def reaching(hundredths: int) -> list[dict[str, int]]:
    """Answers whose mean is the given number of hundredths of a point, 100 to 400, in every element."""
    low, more = divmod(hundredths, 100)
    return [everywhere(low + 1)] * more + [everywhere(low)] * (100 - more)


@pytest.mark.parametrize(
    ("answer", "value", "letter"), [(1, "25.00", "D"), (2, "50.00", "D"), (3, "75.00", "C"), (4, "100.00", "A")]
)
def test_the_same_answer_everywhere_is_its_value(answer, value, letter):
    ikm = index([everywhere(answer)] * 7)
    assert (str(ikm.value), ikm.letter, ikm.respondents, ikm.mean) == (value, letter, 7, Fraction(answer))


@pytest.mark.parametrize(
    ("hundredths", "value", "letter", "label"),
    [
        (259, "64.75", "D", "Tidak baik"),
        (260, "65.00", "C", "Kurang baik"),
        (306, "76.50", "C", "Kurang baik"),
        (307, "76.75", "B", "Baik"),
        (353, "88.25", "B", "Baik"),
        (354, "88.50", "A", "Sangat baik"),
    ],
)
def test_the_letter_follows_the_table_of_the_regulation(hundredths, value, letter, label):
    ikm = index(reaching(hundredths))
    assert (ikm.value, ikm.letter, ikm.grade.label.id) == (Decimal(value), letter, label)


def adding_up_to(total: int, respondents: int) -> list[dict[str, int]]:
    """`respondents` full answers that add up to `total` points over all elements."""
    answers = [everywhere(1) for _ in range(respondents)]
    left = total - 9 * respondents
    for given_answers in answers:
        for code in given_answers:
            more = min(3, left)
            given_answers[code] += more
            left -= more
    assert left == 0
    return answers


@pytest.mark.parametrize(
    ("mean", "value", "letter"),
    [
        # in the gaps between the printed intervals the rounded converted value decides
        (Fraction("2.5997"), "64.99", "D"),
        (Fraction("2.5998"), "65.00", "C"),
        (Fraction("3.0641"), "76.60", "C"),
        (Fraction("3.0642"), "76.61", "B"),
        (Fraction("3.5321"), "88.30", "B"),
        (Fraction("3.5322"), "88.31", "A"),
    ],
)
def test_a_mean_in_a_gap_of_the_table_is_graded_by_its_rounded_value(mean, value, letter):
    ikm = index(adding_up_to(int(mean * 9 * 10_000), 10_000))
    assert ikm.mean == mean
    assert (str(ikm.value), ikm.letter) == (value, letter)


def test_halves_are_rounded_up_and_only_once():
    # a mean of 2.5998 is exactly 64.995 points, which binary fractions put a hair lower
    assert index(adding_up_to(233_982, 10_000)).value == Decimal("65.00")


def test_the_best_result_is_a_hundred_and_not_ninety_nine():
    assert index([everywhere(4)]).value == 100


@given(st.lists(full_answers, min_size=1, max_size=30))
def test_the_index_is_the_mean_of_all_answers_when_everybody_answers_everything(answers):
    ikm = index(answers)
    total = sum(sum(given_answers.values()) for given_answers in answers)
    assert ikm.mean == Fraction(total, 9 * len(answers))
    assert Decimal(25) <= ikm.value <= Decimal(100)
    assert abs(Fraction(ikm.value) - ikm.mean * 25) <= Fraction(1, 200)


@given(st.lists(full_answers, min_size=1, max_size=10), st.randoms())
def test_the_order_of_respondents_changes_nothing(answers, random):
    shuffled = list(answers)
    random.shuffle(shuffled)
    assert index(shuffled) == index(answers)


def test_an_element_counts_only_those_who_answered_it():
    ikm = index([everywhere(4), {Element.WAKTU: 1}, {Element.WAKTU: 1}])
    assert ikm.means[Element.WAKTU] == 2
    assert ikm.means[Element.BIAYA] == 4
    assert ikm.respondents == 3
    assert ikm.element_value(Element.WAKTU) == 50
    assert ikm.mean == Fraction(34, 9)


def test_there_is_no_index_before_every_element_has_an_answer():
    with pytest.raises(NotEnoughAnswers, match="PENGADUAN"):
        index([{element.value: 4 for element in Element if element is not Element.PENGADUAN}])
    with pytest.raises(NotEnoughAnswers):
        index([])


@pytest.mark.parametrize("answer", [0, 5, -1])
def test_an_answer_the_questionnaire_does_not_have_is_refused(answer):
    with pytest.raises(ValueError, match="1 to 4"):
        index([{**everywhere(4), "WAKTU": answer}])


def test_an_element_the_questionnaire_does_not_have_is_refused():
    with pytest.raises(KeyError, match="U1"):
        index([{**everywhere(4), "U1": 4}])


def test_every_element_is_asked_with_four_different_answers_in_both_languages():
    assert set(QUESTIONS) == set(PERMENPANRB_14_2017.elements) == set(Element)
    assert [question.code for question in ELEMENTS] == list(Element)
    assert len(ELEMENTS) == 9
    for question in QUESTIONS.values():
        for lang in ("id", "en"):
            assert len({answer.text(lang) for answer in question.answers}) == 4
            assert question.question.text(lang).endswith("?")
    assert f"{QUESTIONS[Element.BIAYA].answers[3]}" == "Gratis"


@pytest.mark.parametrize(
    ("population", "size"),
    list(
        zip(
            [0, 1, 10, 50, 100, 200, 500, 1000, 5000, 10_000, 75_000, 1_000_000],
            [0, 1, 10, 44, 80, 132, 217, 278, 357, 370, 382, 384],
            strict=True,
        )
    ),
)
def test_the_sample_is_that_of_the_published_table(population, size):
    assert sample_size(population) == size


@given(st.integers(0, 10**7))
def test_a_sample_is_never_larger_than_the_population_and_grows_with_it(population):
    assert 0 <= sample_size(population) <= min(population, 384)
    assert sample_size(population) <= sample_size(population + 1)


def test_a_negative_population_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        sample_size(-1)
