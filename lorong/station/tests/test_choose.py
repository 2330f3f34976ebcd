"""CITY, PORT and HOST: what is there, and what is said about what is not."""

import errno
import socket
from pathlib import Path

import pytest

from lorong.station import choices as choosing
from lorong.station.choices import Choices, need_port, read_choices
from lorong.station.errors import Trouble


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for city in ("padang", "makassar", "palopo", "kapuas"):
        (tmp_path / "cities" / city).mkdir(parents=True)
        (tmp_path / "cities" / city / "city.toml").touch()
    return tmp_path


def test_nothing_chosen_is_makassar_on_port_8000_of_this_machine(checkout: Path) -> None:
    assert read_choices(checkout, {"CITY": "", "PORT": "", "HOST": "", "REPORTS": ""}) == Choices(
        "makassar", 8000, "127.0.0.1", 250, 20_000
    )


@pytest.mark.parametrize("text", ["banyak", "-1", "1.000", "1000000"])
def test_how_many_reports_the_past_has_is_a_number(checkout: Path, text: str) -> None:
    with pytest.raises(Trouble) as trouble:
        read_choices(checkout, {"REPORTS": text})
    assert "make demo REPORTS=20000" in trouble.value.indonesian
    chosen = read_choices(checkout, {"REPORTS": "20000"})
    assert (chosen.reports, chosen.year) == (20_000, 0), "who asks for a number gets it before the demo opens, and no more"


@pytest.mark.parametrize("city", ["padang", "makassar", "palopo", "kapuas"])
def test_every_city_with_a_pack_can_be_chosen(checkout: Path, city: str) -> None:
    assert read_choices(checkout, {"CITY": city}).city == city


@pytest.mark.parametrize("city", ["jakarta", "Makassar", "../padang", "makassar/", "."])
def test_another_city_gets_the_list_of_those_there_are(checkout: Path, city: str) -> None:
    with pytest.raises(Trouble) as trouble:
        read_choices(checkout, {"CITY": city})
    assert "kapuas, makassar, padang, palopo" in trouble.value.indonesian
    assert "kapuas, makassar, padang, palopo" in trouble.value.english


@pytest.mark.parametrize("port", ["0", "65536", "-1", "delapan", "80 80", "8e3", "٨٠٠٠"])
def test_a_port_that_is_no_port_gets_an_example(checkout: Path, port: str) -> None:
    with pytest.raises(Trouble, match="make demo PORT=8080"):
        read_choices(checkout, {"PORT": port})


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_gets_another_one_that_is_free(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Trouble, match=f"Port {port} sudah dipakai") as trouble:
            need_port(Choices("makassar", port, host))
    suggested = int(trouble.value.indonesian.rpartition("PORT=")[2])
    need_port(Choices("makassar", suggested, host))


def test_a_port_just_left_is_free_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            accepted, _ = server.accept()
            accepted.close()
    need_port(Choices("makassar", port, "127.0.0.1"))  # raises Trouble when the port is taken
    with socket.create_server(("127.0.0.1", port)) as again:
        assert again.getsockname()[1] == port


def test_a_port_only_root_may_use_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_host: str, _port: int) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(choosing, "_try_port", refuse)
    with pytest.raises(Trouble, match="hanya boleh dipakai root"):
        need_port(Choices("makassar", 80, "127.0.0.1"))


def test_an_address_of_another_machine_says_so() -> None:
    with pytest.raises(Trouble, match="bukan alamat mesin ini"):
        need_port(Choices("makassar", 8000, "203.0.113.7"))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://localhost:8000"),
        ("0.0.0.0", "http://localhost:8000"),
        ("::", "http://localhost:8000"),
        ("192.168.1.5", "http://192.168.1.5:8000"),
        ("fd00::5", "http://[fd00::5]:8000"),
    ],
)
def test_the_address_is_one_a_browser_can_open(host: str, address: str) -> None:
    assert Choices("makassar", 8000, host).address == address
