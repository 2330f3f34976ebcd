"""A client that costs little: raw requests over kept connections, several at once, from a process of its own."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

AT_ONCE = 4
BETWEEN = b"\0\0"


@dataclass(frozen=True)
class Answers:
    """How many came in a second, and how long the slowest of a hundred took, in seconds."""

    rate: float
    slowest: float


def ask(address: str, request: bytes | list[bytes], seconds: float, *, wanted: int) -> float:
    """Answers a second, as `asked` counts them."""
    return asked(address, request, seconds, wanted=wanted).rate


def asked(address: str, request: bytes | list[bytes], seconds: float, *, wanted: int) -> Answers:
    """Answers with status `wanted` while AT_ONCE connections ask again and again; a list is asked once each.

    Raises RuntimeError when another answer comes.
    """
    requests = [request] if isinstance(request, bytes) else request
    command = [
        sys.executable,
        "-m",
        "bench.asking",
        address,
        str(seconds),
        str(wanted),
        "once" if requests is request else "again",
    ]
    done = subprocess.run(command, input=BETWEEN.join(requests), capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-2000:])
    rate, slowest = done.stdout.split()
    return Answers(float(rate), float(slowest))


def get(path: str, *, cookie: str = "") -> bytes:
    """A GET as a browser sends it."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Accept: text/html", "Accept-Encoding: identity"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    return "\r\n".join([*lines, "", ""]).encode()


def post(path: str, body: str, *, cookie: str) -> bytes:
    """A POST of a form as a browser sends it."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Content-Type: application/x-www-form-urlencoded"]
    lines += [f"Content-Length: {len(body)}", f"Cookie: {cookie}"]
    return ("\r\n".join([*lines, "", ""]) + body).encode()


def _work(address: str, requests: Iterator[bytes], until: float, wanted: int, took: list[float], wrong: list[str]) -> None:
    parts = urlsplit(address)
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    connection.connect()
    for request in requests:
        if (begin := time.perf_counter()) >= until:
            return
        connection.sock.sendall(request)
        answer = connection.response_class(connection.sock, method="GET")
        answer.begin()
        body = answer.read()
        if answer.status != wanted:
            wrong.append(
                f"{answer.status} instead of {wanted}: {answer.getheader('Location')} {body[:2000].decode(errors='replace')}"
            )
            return  # what a thread raises is heard by nobody
        took.append(time.perf_counter() - begin)
        if answer.will_close:
            connection.close()
            connection.connect()


def main() -> None:
    """Reads the request from standard input and says how many answers a second there were, and the slowest hundredth."""
    address, seconds, wanted = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    given = sys.stdin.buffer.read().split(BETWEEN)
    requests = iter(given) if sys.argv[4] == "once" else itertools.cycle(given)
    took: list[float] = []
    wrong: list[str] = []
    begin = time.perf_counter()
    given_to_all = (address, requests, begin + seconds, wanted, took, wrong)
    threads = [threading.Thread(target=_work, args=given_to_all) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong or not took:
        raise SystemExit(wrong[0] if wrong else "nobody answered")
    rate = len(took) / (time.perf_counter() - begin)
    sys.stdout.write(f"{rate} {sorted(took)[len(took) * 99 // 100]}")


if __name__ == "__main__":
    main()
