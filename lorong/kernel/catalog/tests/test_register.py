from __future__ import annotations

from collections.abc import Iterator

import pytest

from lorong.kernel.catalog import demo, registry
from lorong.kernel.catalog.registry import Service
from lorong.lib.refusals import GuardFailed


@pytest.fixture
def empty_book(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "_services", {})
    monkeypatch.setattr(registry, "_closed", [])
    yield


def holds(context: object, /) -> None:
    del context


def test_a_service_lends_its_guards_by_name(empty_book: None) -> None:
    registry.register(Service("satu", "Satu", guards={"boleh": holds}))
    assert registry.guard("boleh") is holds
    assert set(registry.services()) == {"satu"}


def test_nothing_registers_after_the_first_question(empty_book: None) -> None:
    registry.register(Service("satu", "Satu"))
    registry.services()
    with pytest.raises(AssertionError, match="after the start"):
        registry.register(Service("dua", "Dua"))


def test_two_services_cannot_offer_the_same_name(empty_book: None) -> None:
    registry.register(Service("satu", "Satu", guards={"boleh": holds}))
    with pytest.raises(AssertionError, match="another service"):
        registry.register(Service("dua", "Dua", guards={"boleh": holds}))


def test_a_name_nobody_offers_is_a_bug(empty_book: None) -> None:
    with pytest.raises(AssertionError):
        registry.guard("tidak_ada")
    registry_service = Service("satu", "Satu")
    assert registry_service.on_sign is None


def test_a_service_that_signs_nothing_says_so(empty_book: None) -> None:
    registry.register(Service("satu", "Satu"))
    with pytest.raises(AssertionError, match="signs nothing"):
        registry.signing("satu")


def test_the_demo_service_works_refuses_and_explodes() -> None:
    assert registry.effect("catat_contoh")(None) == "tercatat"
    with pytest.raises(GuardFailed, match="Pilih hasil yang lain"):
        registry.guard("selalu_menolak")(None)

    class Context:
        step = "ledakkan"

    with pytest.raises(demo.Exploded):
        registry.effect("meledak")(Context())
