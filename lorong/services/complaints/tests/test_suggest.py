"""Which category a text is about: told from keywords at first, then from what reports said."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.catalog.values import Definition
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed
from lorong.lib.synthetic.complaints import patterns, written
from lorong.services.complaints.actions.learn import learn_suggestions
from lorong.services.complaints.models import Incident, Learned
from lorong.services.complaints.suggesting import suggest
from lorong.services.complaints.suggesting.learned import BUCKETS, Counts, Model, counted, hits
from lorong.services.complaints.suggesting.words import LONGEST, pieces, stem, words_of
from lorong.services.complaints.tests.conftest import publish_now
from lorong.testing import MONDAY

LAMP, WASTE, DOGS = "uji-lampu", "uji-sampah", "uji-hewan"
KINDS = {
    LAMP: ("Lampu jalan mati", ("pju", "tiang lampu", "gelap", "penerangan jalan", "bohlam")),
    WASTE: ("Sampah tidak diangkut", ("truk sampah", "tong penuh", "bau sampah", "pengangkut sampah")),
    DOGS: ("Hewan berkeliaran", ("anjing", "ular", "digigit", "kucing liar")),
}


def publish_kind(slug):
    title, keywords = KINDS[slug]
    made = publish_now(slug)
    sop = made.sop.model_copy(
        update={"title": title, "short": title, "code": slug.replace("-", "").upper(), "keywords": keywords}
    )
    catalog_actions.publish(actor=SISTEM, slug=slug, definition=Definition(sop, made.form))


@pytest.fixture
def kinds(cast):
    publish_kind(LAMP)
    publish_kind(WASTE)


def looked_at(told):
    """As when the intake passed it on; how that goes is not what is tested here."""
    Incident.objects.filter(pk=told.incident_id).update(checked_at=MONDAY)


def first(text):
    return suggest(text)[0].slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Lampu jalan depan rumah mati total", LAMP),
        ("lampunya gak nyala mi kodong, gelapp sekaliii kalo mlm", LAMP),
        ("PJU padam", LAMP),
        ("tlg smpah dpn lorong sdh bau", WASTE),
        ("truknya tdk datang angkut sampahnya", WASTE),
    ],
)
def test_before_there_is_a_history_keywords_tell_however_somebody_types(kinds, text, slug):
    assert first(text) == slug


def test_shares_are_those_of_all_categories_and_the_likeliest_comes_first(kinds):
    found = suggest("sampah di bawah lampu jalan", limit=10)
    assert {s.slug for s in found} == {LAMP, WASTE}
    assert sum(s.share for s in found) == pytest.approx(1)
    assert found[0].share >= found[1].share
    assert len(suggest("sampah di bawah lampu jalan", limit=1)) == 1


@pytest.mark.parametrize("text", ["", "   ", "!!!", "123", "yang di ke"])
def test_a_text_that_says_nothing_gets_no_suggestion(kinds, text):
    assert suggest(text) == []


def test_a_city_without_categories_suggests_nothing(db):
    assert suggest("Lampu jalan mati") == []


def test_what_reports_said_is_learned_when_the_intake_looked_at_them(kinds, street):
    said = "Kampung kami seperti kuburan tiap habis isya"
    for n in range(6):
        told = street.tell("siti", category=LAMP, text=f"{said} nomor {n} ribut", key=f"l{n}")
        looked_at(told)
    unseen = street.tell("siti", category=WASTE, text="seperti kuburan kuburan kuburan", key="tidak-diperiksa")
    lesson = learn_suggestions(actor=SISTEM, at=MONDAY)
    assert (lesson.reports, Learned.objects.get().reports) == (6, 6)
    assert unseen.incident.checked_at is None
    assert first(said) == LAMP


def test_what_is_secret_or_taken_back_is_not_read(kinds, street):
    hidden = street.tell("siti", category=LAMP, text="Rahasia sekali isinya", visibility="secret", key="r")
    back = street.tell("tono", category=LAMP, text="Ternyata tidak jadi mati", key="b")
    for told in (hidden, back):
        looked_at(told)
    back.withdrawn_at = MONDAY
    back.save(update_fields=["withdrawn_at"])
    assert learn_suggestions(actor=SISTEM, at=MONDAY).reports == 0


def test_a_category_that_is_published_after_the_lesson_is_known_from_its_keywords(kinds, street):
    told = street.tell("siti", category=LAMP, text="Lampu mati di lorong kami", key="l")
    looked_at(told)
    learn_suggestions(actor=SISTEM, at=MONDAY)
    publish_kind(DOGS)
    assert first("ada anjing menggigit orang") == DOGS


def test_a_category_that_is_no_longer_in_force_is_not_suggested(kinds, street):
    for n in range(3):
        told = street.tell("siti", category=WASTE, text=f"Sampah menumpuk berulat {n}", key=f"s{n}")
        looked_at(told)
    learn_suggestions(actor=SISTEM, at=MONDAY)
    catalog_actions.withdraw(actor=SISTEM, slug=WASTE)
    assert {s.slug for s in suggest("Sampah menumpuk berulat dekat lampu")} == {LAMP}


def test_only_the_system_learns(kinds, cast):
    with pytest.raises(NotAllowed):
        learn_suggestions(actor=cast.actor("budi"), at=MONDAY)


def test_a_suggestion_asks_the_database_twice_at_most(kinds, django_assert_max_num_queries):
    suggest("Lampu mati")
    with django_assert_max_num_queries(2):
        suggest("Sampah menumpuk di lorong")


def test_a_lesson_of_another_way_of_reading_is_passed_over(kinds, monkeypatch):
    monkeypatch.setattr("lorong.services.complaints.suggesting.learned.FORM", 0)
    body = counted([("sampah sampah", LAMP)]).packed()
    monkeypatch.undo()
    Learned.objects.create(at=MONDAY, reports=1, first=0, three=0, body=body)
    assert first("sampah menumpuk") == WASTE
    assert Counts.unpacked(body) is None


# ---- the model by itself


@given(st.text(max_size=300))
def test_any_text_can_be_read_and_pieces_are_never_empty(text):
    assert all(pieces(text))
    assert all(word.isascii() and word == word.lower() for word in words_of(text))


def test_a_very_long_text_is_read_at_its_beginning_only():
    assert words_of("sampah " + "x" * LONGEST + " lampu") == words_of("sampah " + "x" * LONGEST)


@pytest.mark.parametrize(
    ("one", "other"), [("dibersihkan", "bersih"), ("membersihkan", "bersih"), ("rusaknya", "rusak"), ("berlubang", "lubang")]
)
def test_a_word_and_its_affixed_forms_are_one(one, other):
    assert stem(one) == stem(other)


@given(
    st.lists(
        st.tuples(st.sampled_from(["lampu mati", "got mampet", "anjing liar di pasar"]), st.sampled_from("abc")), max_size=12
    )
)
def test_what_was_counted_can_be_packed_and_added_in_any_order(examples):
    whole = counted(examples)
    back = Counts.unpacked(whole.packed())
    parts = counted(examples[:5]) + counted(examples[5:])
    assert back is not None
    for text in ("lampu", "got di pasar"):
        told = Model(whole).shares(text)
        assert Model(back).shares(text) == pytest.approx(told) if not told else [s for s, _ in Model(back).shares(text)]
        assert dict(Model(parts).shares(text)) == pytest.approx(dict(told), abs=1e-4)
    assert whole.texts == len(examples)
    assert all(0 <= place < BUCKETS for place in whole.seen)


def test_learned_from_invented_reports_it_knows_sentences_that_it_never_read():
    chance = Random(3)
    kinds = sorted(patterns())
    model = Model(counted((written(kind, chance), kind) for kind in kinds for _ in range(40)))
    asked = [(written(kind, chance, unseen=True), kind) for kind in kinds for _ in range(4)]
    right, in_three = hits(model, asked)
    assert right > 0.6
    assert in_three > 0.75


def test_sentences_for_learning_and_for_measuring_are_different_ones():
    for kind, own in patterns().items():
        known = {*own["known"], *(f"{thing} {fault}" for thing in own["things"] for fault in own["faults"])}
        assert not known & set(own["unseen"]), kind
        assert all("{t}" in sentence for name in ("known", "unseen") for sentence in own[name]), kind


def test_an_unknown_category_is_told_of_by_its_title():
    assert "Jalan" in written("tiada", Random(1), title="Jalan setapak longsor").title()
    assert hits(Model(Counts()), []) == (0.0, 0.0)
