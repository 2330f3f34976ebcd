"""What is sealed stays shut without the key, and opens nowhere else."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from lorong.lib import sealing
from lorong.lib.sealing import CannotOpen, Keyring

NIKS = "people_person.nik"


def key(n: int) -> str:
    return base64.b64encode(bytes([n]) * 32).decode()


def ring(*numbers: int) -> Keyring:
    return Keyring.parse([f"{n}:{key(n)}" for n in numbers], [key(99)])


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@given(TEXTS)
def test_what_is_sealed_opens_again(text: str) -> None:
    assert ring(1).open(ring(1).seal(text, context=NIKS), context=NIKS) == text


@given(TEXTS, st.integers(0), st.integers(1, 255))
def test_one_changed_byte_is_noticed(text: str, place: int, change: int) -> None:
    sealed = bytearray(ring(1).seal(text, context=NIKS))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(CannotOpen):
        ring(1).open(bytes(sealed), context=NIKS)


@given(st.binary(max_size=100))
def test_what_was_never_sealed_does_not_open(rubbish: bytes) -> None:
    with pytest.raises(CannotOpen):
        ring(1).open(rubbish, context=NIKS)


def test_a_value_moved_to_another_column_does_not_open() -> None:
    sealed = ring(1).seal("7371130101900001", context=NIKS)
    with pytest.raises(CannotOpen, match="belongs elsewhere"):
        ring(1).open(sealed, context="people_account.phone")


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert ring(1).seal("sama", context=NIKS) != ring(1).seal("sama", context=NIKS)


@given(st.integers(0, 255).filter(lambda n: n != 1))
def test_a_form_that_is_not_known_yet_is_refused_and_named(form: int) -> None:
    sealed = bytearray(ring(1).seal("besok", context=NIKS))
    sealed[0] = form
    with pytest.raises(CannotOpen, match=f"form {form} is not known"):
        ring(1).open(bytes(sealed), context=NIKS)


def test_another_cipher_can_stand_beside_while_rows_are_brought_along(monkeypatch: pytest.MonkeyPatch) -> None:
    old = ring(1).seal("lama", context=NIKS)
    monkeypatch.setitem(sealing.FORMS, 2, ChaCha20Poly1305)
    monkeypatch.setattr(sealing, "SEALS_IN", 2)
    both = ring(2, 1)  # another form goes with another key: `lorong rotate-keys` then brings every row along
    new = both.seal("baru", context=NIKS)
    assert (old[:2], new[:2]) == (bytes([1, 1]), bytes([2, 2]))
    assert (both.open(old, context=NIKS), both.open(new, context=NIKS)) == ("lama", "baru")
    with pytest.raises(CannotOpen, match="changed"):
        both.open(bytes([1]) + new[1:], context=NIKS)


def test_a_new_key_seals_while_the_old_one_still_opens() -> None:
    old = ring(1).seal("lama", context=NIKS)
    both = ring(2, 1)
    assert both.open(old, context=NIKS) == "lama"
    new = both.seal("baru", context=NIKS)
    assert ring(2).open(new, context=NIKS) == "baru"
    with pytest.raises(CannotOpen, match="no key number 2"):
        ring(1).open(new, context=NIKS)


def test_the_blind_index_finds_equals_in_one_column_only() -> None:
    house = ring(1)
    assert house.index("7371", context=NIKS) == house.index("7371", context=NIKS)
    assert house.index("7371", context=NIKS) != house.index("7372", context=NIKS)
    assert house.index("7371", context=NIKS) != house.index("7371", context="people_person.kk")
    assert len(house.index("7371", context=NIKS)) == 32


def test_without_the_index_key_nothing_is_found() -> None:
    other = Keyring.parse([f"1:{key(1)}"], [key(98)])
    assert other.index("7371", context=NIKS) != ring(1).index("7371", context=NIKS)


def test_changing_the_sealing_key_keeps_the_index() -> None:
    assert ring(2, 1).index("7371", context=NIKS) == ring(1).index("7371", context=NIKS)


def test_a_row_under_an_older_index_key_is_still_found() -> None:
    old, new = Keyring.parse([f"1:{key(1)}"], [key(98)]), Keyring.parse([f"1:{key(1)}"], [key(97), key(98)])
    assert old.index("7371", context=NIKS) in new.indexes("7371", context=NIKS)
    assert new.index("7371", context=NIKS) == new.indexes("7371", context=NIKS)[0] != old.index("7371", context=NIKS)


def test_processes_with_the_same_keys_in_another_order_agree_on_the_steady_index() -> None:
    one, other = (Keyring.parse([f"1:{key(1)}"], keys) for keys in ([key(97), key(98)], [key(98), key(97)]))
    assert one.steady_index("7371", context=NIKS) == other.steady_index("7371", context=NIKS)


@pytest.mark.parametrize(
    ("keys", "index_keys", "why"),
    [
        ([], [key(9)], "at least one"),
        ([f"1:{key(1)}", f"1:{key(2)}"], [key(9)], "same number"),
        (["1:pendek"], [key(9)], "32 bytes"),
        ([f"1:{base64.b64encode(b'x' * 31).decode()}"], [key(9)], "32 bytes"),
        (["1:ü"], [key(9)], "32 bytes"),
        ([f"satu:{key(1)}"], [key(9)], "number"),
        ([f"256:{key(1)}"], [key(9)], "number"),
        ([f"-1:{key(1)}"], [key(9)], "number"),
        ([key(1)], [key(9)], "number"),
        ([f"1:{key(1)}"], [""], "32 bytes"),
        ([f"1:{key(1)}"], [], "at least one index key"),
        ([f"1:{key(1)}"], [key(9), key(9)], "two index keys"),
    ],
)
def test_a_wrong_key_is_refused_at_the_start_with_what_is_wrong(keys: list[str], index_keys: list[str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Keyring.parse(keys, index_keys)


def test_a_key_never_stands_in_what_is_printed() -> None:
    assert key(1) not in repr(ring(1))
    assert repr(bytes([1]) * 32) not in repr(ring(1))
