"""Every template says what it should, in both languages and every channel."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorong.kernel.messages import wording
from lorong.kernel.messages.values import EMAIL, INBOX, SMS, Wording

TEMPLATES = sorted(wording.templates())
EVERY = [(name, language) for name in TEMPLATES for language in wording.LANGUAGES]
NEEDED = {
    "kode", "diterima", "giliran_anda", "dikirim_ulang", "terbit", "ditolak", "ditutup", "ditarik", "terlambat",
    "terlambat_warga", "pesan_baru", "pesan_warga", "petugas_baru", "survei", "tautan_rt", "tautan_pihak",
    "surat_dicabut", "akun_nomor_diganti", "akun_cara_masuk", "akun_dipulihkan", "tanda_tangan_dibuat",
    "tanda_tangan_sandi", "tanda_tangan_kunci", "sms_help", "sms_status",
    "sms_unknown", "sms_often", "rt_menyetujui", "rt_belum_setuju",
}  # fmt: skip


def texts(words: Wording) -> tuple[str, str, str]:
    return words.subject, words.sms, words.inbox


def test_every_turn_has_its_template():
    assert set(TEMPLATES) >= NEEDED


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_template_uses_only_variables_that_it_has(name, language):
    found = wording.template(name)
    for text in texts(found.wordings[language]):
        needed, optional = wording.variables(text)
        assert needed | optional <= set(found.sample)


@pytest.mark.parametrize("name", TEMPLATES)
def test_both_languages_need_the_same_variables(name):
    words = wording.template(name).wordings
    for indonesian, english in zip(texts(words["id"]), texts(words["en"]), strict=True):
        assert wording.variables(indonesian) == wording.variables(english)


@pytest.mark.parametrize(("name", "language"), EVERY)
@pytest.mark.parametrize("channel", [SMS, INBOX, EMAIL])
def test_a_template_renders_with_nothing_left_open(name, language, channel):
    found = wording.template(name)
    rendered = wording.render(name, channel=channel, language=language, context=found.sample)
    for text in (rendered.subject, rendered.body):
        assert not set("{}[]") & set(text)
        assert ".." not in text
        assert "  " not in text
    assert rendered.body
    assert bool(rendered.subject) is (channel != SMS)
    assert len(rendered.subject) <= 78


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_template_renders_with_only_what_it_needs(name, language):
    found = wording.template(name)
    for channel, text in ((SMS, found.wordings[language].sms), (INBOX, found.wordings[language].inbox)):
        needed, _ = wording.variables(text)
        subject_needs, _ = wording.variables(found.wordings[language].subject)
        context = {variable: found.sample[variable] for variable in needed | subject_needs}
        body = wording.render(name, channel=channel, language=language, context=context).body
        assert body
        assert not set("{}[]") & set(body)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_an_sms_is_in_the_gsm_alphabet_and_costs_at_most_two(name, language):
    body = wording.render(name, channel=SMS, language=language, context=wording.template(name).sample).body
    assert all(c in wording.GSM or c in wording.GSM_TWICE for c in body)
    assert wording.segments(body) <= 2


def test_the_code_comes_first_and_costs_one():
    for language in wording.LANGUAGES:
        body = wording.render("kode", channel=SMS, language=language, context=wording.template("kode").sample).body
        assert body.startswith("482913 ")
        assert wording.segments(body) == 1


def test_a_missing_variable_is_a_bug():
    with pytest.raises(AssertionError, match=r"diterima needs \['number'\]"):
        wording.render("diterima", channel=SMS, language="id", context={"title": "Surat", "unit": "Kelurahan"})


def test_an_unknown_template_is_a_bug():
    with pytest.raises(AssertionError, match="no message template halo"):
        wording.render("halo", channel=SMS, language="id", context={})


def test_an_optional_part_falls_away_when_its_variable_is_empty():
    sample = dict(wording.template("diterima").sample)
    with_promise = wording.render("diterima", channel=SMS, language="id", context=sample).body
    without = wording.render("diterima", channel=SMS, language="id", context={**sample, "promised": ""}).body
    assert "paling lambat" in with_promise
    assert "paling lambat" not in without
    assert "Giliran Kelurahan Rappocini. Balas" in without


def test_a_sentence_brings_its_own_full_stop():
    sample = {**wording.template("giliran_anda").sample, "asked": "Foto lagi KTP Anda."}
    assert "Foto lagi KTP Anda. Paling" in wording.render("giliran_anda", channel=SMS, language="id", context=sample).body


def test_braces_that_somebody_typed_stay_what_they_are():
    sample = {**wording.template("ditolak").sample, "reason": "{number.__class__} [[x]] {0}"}
    body = wording.render("ditolak", channel=INBOX, language="id", context=sample).body
    assert "{number.__class__} [[x]] {0}" in body


def test_a_long_reason_is_cut_and_the_link_is_kept():
    sample = {**wording.template("ditolak").sample, "reason": "Alamat usaha tidak sama dengan KTP. " * 40}
    body = wording.render("ditolak", channel=SMS, language="id", context=sample).body
    assert wording.segments(body) <= 2
    assert "..." in body
    assert body.endswith(sample["link"])
    whole = wording.render("ditolak", channel=INBOX, language="id", context=sample).body
    assert "Alamat usaha tidak sama dengan KTP. " * 39 in whole


def test_signs_that_a_phone_lacks_are_written_otherwise():
    assert wording.in_gsm("“Toko” – Café…Šafira") == '"Toko" - Café...Safira'
    assert wording.in_gsm("印😀") == "??"


@pytest.mark.parametrize(("length", "cost"), [(1, 1), (160, 1), (161, 2), (306, 2), (307, 3)])
def test_what_an_sms_costs(length, cost):
    assert wording.segments("a" * length) == cost


def test_a_euro_sign_takes_two_places():
    assert wording.septets("€1") == 3


@given(st.text(max_size=700))
def test_whatever_somebody_typed_an_sms_stays_short_and_readable(reason):
    sample = {**wording.template("ditolak").sample, "reason": reason}
    body = wording.render("ditolak", channel=SMS, language="id", context=sample).body
    assert wording.segments(body) <= 2
    assert all(c in wording.GSM or c in wording.GSM_TWICE for c in body)
    assert "26-0727-0042" in body
