"""What a person chose: CITY, PORT, HOST, REPORTS. Standard library only, because it is asked before anything is installed."""

import errno
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lorong.station.errors import Trouble

DEFAULT_CITY = "makassar"
DEFAULT_PORT = "8000"
DEFAULT_HOST = "127.0.0.1"
REPORTS = 250
"""How many reports of something wrong the past of a demo has when it opens, unless others are asked for: the map is not empty."""
YEAR = 20_000
"""How many it has in the end: unless a number is asked for, the rest is written while people look around."""
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not listened on


@dataclass(frozen=True)
class Choices:
    """A city that exists, a port number, an address of this machine, and how many reports its invented past has: `reports` when it
    opens, `year` in the end (0: no more than that)."""

    city: str
    port: int
    host: str
    reports: int = REPORTS
    year: int = 0

    @property
    def own_host(self) -> str:
        """Where this machine itself reaches the web process."""
        return EVERYWHERE.get(self.host, self.host)

    @property
    def address(self) -> str:
        """What a person types: `localhost` where that is the same, because passkeys want a name."""
        host = "localhost" if self.own_host in {"127.0.0.1", "::1"} else self.own_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def cities(checkout: Path) -> list[str]:
    """The slugs of the city packs of a checkout, sorted."""
    return sorted(path.parent.name for path in (checkout / "cities").glob("*/city.toml"))


def read_choices(checkout: Path, environ: Mapping[str, str]) -> Choices:
    """Reads CITY, PORT, HOST and REPORTS, each with its default. Raises Trouble naming what there is to choose from."""
    city = environ.get("CITY") or DEFAULT_CITY
    known = cities(checkout)
    if city not in known:
        raise Trouble(
            f"Belum ada kota bernama {city!r}. Pilih salah satu: {', '.join(known)}. Contoh: make demo CITY={known[0]}",
            f"There is no city called {city!r}. Choose one of: {', '.join(known)}. Example: make demo CITY={known[0]}",
        )
    text = environ.get("PORT") or DEFAULT_PORT
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise Trouble(
            f"PORT harus angka 1 sampai 65535, bukan {text!r}. Contoh: make demo PORT=8080",
            f"PORT must be a number from 1 to 65535, not {text!r}. Example: make demo PORT=8080",
        )
    asked = environ.get("REPORTS")
    year = 0 if asked else YEAR
    return Choices(city, int(text), environ.get("HOST") or DEFAULT_HOST, _reports(asked or str(REPORTS)), year)


def _reports(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Trouble(
            f"REPORTS harus angka 0 sampai 999999, bukan {text!r}. Contoh: make demo REPORTS=20000",
            f"REPORTS must be a number from 0 to 999999, not {text!r}. Example: make demo REPORTS=20000",
        )
    return int(text)


def need_port(choices: Choices) -> None:
    """Raises Trouble when the port cannot be listened on, and suggests one that can."""
    try:
        _try_port(choices.host, choices.port)
    except OSError as error:
        raise _port_trouble(choices, error) from None


def _try_port(host: str, port: int) -> None:
    family, kind, number, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, number) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(1)  # two may bind with SO_REUSEADDR, only one may listen


def _port_trouble(choices: Choices, error: OSError) -> Trouble:
    port = choices.port
    if error.errno == errno.EADDRINUSE:
        other = _free_port(choices)
        return Trouble(
            f"Port {port} sudah dipakai program lain. Pakai port lain: make demo PORT={other}",
            f"Port {port} is already taken by another program. Use another one: make demo PORT={other}",
        )
    if error.errno == errno.EACCES:
        return Trouble(
            f"Port {port} hanya boleh dipakai root. Pakai port di atas 1023: make demo PORT=8000",
            f"Only root may use port {port}. Use one above 1023: make demo PORT=8000",
        )
    return Trouble(
        f"HOST={choices.host} bukan alamat mesin ini. Pakai 127.0.0.1, atau 0.0.0.0 untuk semua jaringan.",
        f"HOST={choices.host} is not an address of this machine. Use 127.0.0.1, or 0.0.0.0 for every network.",
    )


def _free_port(choices: Choices) -> int:
    for port in range(choices.port + 1, min(choices.port + 200, 65536)):
        try:
            _try_port(choices.host, port)
        except OSError:
            continue
        return port
    return 18000


def main() -> int:
    """Says at once what is wrong with a choice, before minutes are spent on installing."""
    try:
        read_choices(Path.cwd(), os.environ)
    except Trouble as trouble:
        sys.stderr.write(f"\n  ✗ {trouble.indonesian}\n    {trouble.english}\n\n")
        return trouble.code
    return 0


if __name__ == "__main__":
    sys.exit(main())
