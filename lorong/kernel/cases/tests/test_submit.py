"""An application becomes a case, whatever happened while it was being written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lorong.kernel.cases import actions, queries
from lorong.kernel.cases.errors import Missing
from lorong.kernel.cases.models import Attachment, Case, Draft
from lorong.kernel.cases.tests.conftest import LINE
from lorong.kernel.catalog import actions as catalog_actions
from lorong.kernel.documents.models import Document
from lorong.kernel.people.models import Person
from lorong.lib.actors import SISTEM
from lorong.lib.refusals import NotAllowed, NotFound, Refusal
from lorong.testing import MONDAY

FORM = {"pages": [{"id": "a", "title": "Apa?", "fields": [{"id": "keperluan", "label": "Keperluan", "type": "text"}]}]}
KTP = {"id": "ktp", "name": "KTP", "held_as": "ktp"}


def begin(cast, who="siti", **more):
    person = cast.person(who)
    return actions.begin_draft(
        actor=cast.actor(who), slug="layanan-uji", applicant=person, subject=more.pop("subject", person), **more
    )


def test_submitting_twice_gives_one_case(publish, cast):
    publish()
    draft = begin(cast)
    first = actions.submit(actor=cast.actor("siti"), draft=draft, at=MONDAY)
    again = actions.submit(actor=cast.actor("siti"), draft=draft, at=MONDAY + timedelta(seconds=1))
    assert first.pk == again.pk
    assert Case.objects.count() == 1


def test_numbers_count_up_within_a_day_and_begin_again_the_next(publish, submit):
    publish()
    numbers = [submit(who).number for who in ("siti", "tono")]
    assert numbers == ["26-0803-0001", "26-0803-0002"]
    assert submit("ketua_rt", at=MONDAY + timedelta(days=1)).number == "26-0804-0001"


def test_a_missing_answer_is_named_at_its_field_and_the_draft_is_kept(publish, cast):
    publish(form=FORM)
    draft = begin(cast)
    with pytest.raises(Missing, match="keperluan") as refused:
        actions.submit(actor=cast.actor("siti"), draft=draft, at=MONDAY)
    assert refused.value.field == "keperluan"
    assert Draft.objects.get(pk=draft.pk).submitted_as == ""


def test_a_version_published_meanwhile_that_asks_more_keeps_what_was_written(publish, cast):
    publish()
    draft = begin(cast)
    actions.save_page(actor=cast.actor("siti"), draft=draft, answers={"catatan": "lama"})
    publish(form=FORM)
    with pytest.raises(Missing, match="keperluan"):
        actions.submit(actor=cast.actor("siti"), draft=draft, at=MONDAY)
    actions.save_page(actor=cast.actor("siti"), draft=draft, answers={"keperluan": "modal"})
    case = actions.submit(actor=cast.actor("siti"), draft=draft, at=MONDAY)
    assert case.procedure.version == 2
    assert case.answers == {"keperluan": "modal"}
    assert Draft.objects.get(pk=draft.pk).answers["catatan"] == "lama"


def test_a_service_withdrawn_meanwhile_says_so_and_keeps_the_draft(publish, cast):
    publish()
    draft = begin(cast)
    catalog_actions.withdraw(actor=SISTEM, slug="layanan-uji")
    with pytest.raises(NotFound, match="tetap disimpan"):
        actions.submit(actor=cast.actor("siti"), draft=draft, at=MONDAY)
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_a_required_document_is_asked_for_by_name(publish, cast):
    publish(LINE, requirements=[KTP])
    draft = begin(cast)
    with pytest.raises(Missing, match="KTP belum ada") as refused:
        actions.submit(actor=cast.actor("siti"), draft=draft, at=MONDAY)
    assert refused.value.field == "ktp"


def test_a_document_the_city_holds_satisfies_the_requirement(publish, cast):
    publish(LINE, requirements=[KTP])
    held = Document.objects.create(
        person=cast.person("siti"), kind="ktp", statement={"contoh": True}, received_at=MONDAY, received_for="26-0701-0001"
    )
    case = actions.submit(actor=cast.actor("siti"), draft=begin(cast), at=MONDAY + timedelta(hours=1))
    attachment = Attachment.objects.get(case=case)
    assert (attachment.document_id, attachment.held_before) == (held.pk, True)


def test_a_document_that_was_turned_down_satisfies_nothing(publish, cast):
    publish(LINE, requirements=[KTP])
    Document.objects.create(
        person=cast.person("siti"),
        kind="ktp",
        statement={"contoh": True},
        received_at=MONDAY,
        rejected_at=MONDAY,
        rejected_because="gelap",
    )
    with pytest.raises(Missing):
        actions.submit(actor=cast.actor("siti"), draft=begin(cast), at=MONDAY)


def test_somebody_elses_document_is_not_attached(publish, cast):
    publish(LINE, requirements=[KTP])
    foreign = Document.objects.create(person=cast.person("tono"), kind="ktp", statement={"contoh": True})
    with pytest.raises(NotAllowed):
        actions.attach(actor=cast.actor("siti"), draft=begin(cast), requirement="ktp", document=foreign)


def test_one_applies_for_the_own_family_only(publish, cast):
    publish()
    siti = cast.person("siti")
    child = Person.objects.filter(household=siti.household, relation=4).first()
    assert begin(cast, subject=child, about="family").subject == child
    with pytest.raises(NotAllowed, match="Kartu Keluarga"):
        begin(cast, subject=cast.person("tono"), about="family")
    with pytest.raises(NotAllowed):
        begin(cast, subject=child, about="ward")


def test_tono_cannot_touch_sitis_draft(publish, cast):
    publish()
    draft = begin(cast)
    for attempt in (
        lambda: actions.save_page(actor=cast.actor("tono"), draft=draft, answers={"x": "y"}),
        lambda: actions.submit(actor=cast.actor("tono"), draft=draft),
        lambda: actions.discard_draft(actor=cast.actor("tono"), draft=draft),
        lambda: queries.draft(cast.actor("tono"), draft.pk),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_coming_back_finds_the_same_draft(publish, cast):
    publish()
    assert begin(cast).pk == begin(cast).pk


def test_an_applicant_below_the_age_is_told_who_may(publish, cast):
    publish(applicant={"min_age": 99})
    with pytest.raises(Refusal, match="wali"):
        actions.submit(actor=cast.actor("siti"), draft=begin(cast), at=MONDAY)


def test_an_address_outside_the_city_is_told_where_to_go(publish, cast):
    publish()
    person = cast.person("siti")
    person.household.region = "31.71.01.1001"
    person.household.save()
    with pytest.raises(Refusal, match="luar kota"):
        actions.submit(actor=cast.actor("siti"), draft=begin(cast), at=MONDAY)


def test_the_counter_applies_for_somebody_who_came(publish, cast):
    publish()
    budi, siti = cast.actor("budi"), cast.person("siti")
    draft = actions.begin_draft(actor=budi, slug="layanan-uji", applicant=siti, subject=siti, counter_unit=budi.holdings[0].unit)
    case = actions.submit(actor=budi, draft=draft, at=MONDAY)
    assert (case.channel, case.applicant_id, case.account_id) == ("counter", siti.pk, cast.account("siti").pk)
    with pytest.raises(NotAllowed):
        actions.begin_draft(actor=budi, slug="layanan-uji", applicant=siti, subject=siti, counter_unit="73.71.01.1001")
