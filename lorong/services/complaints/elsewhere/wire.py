"""One HTTP request to an address that the pack names, and what came back within limits. An extra room: nothing else here opens a connection.

`http.client` by itself follows no redirect, knows no other scheme, and sends nothing that is not said here.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

STEP, WHOLE = 10.0, 30.0  # seconds: for one piece of an answer, and for all of it
MOST_ANSWER = 256 * 1024  # bytes


class NotSent(Exception):
    """No connection came about: nothing has left the house."""


class NoAnswer(Exception):
    """It was sent, wholly or in part, and no answer came that can be read."""


@dataclass(frozen=True, slots=True)
class Said:
    """What came back."""

    status: int
    body: bytes


def ask(method: str, address: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Said:
    """Send one request. address: https; http only to this very machine and outside of production.

    Raises NotSent, NoAnswer; nothing else for whatever the other side does.
    """
    connection, path = _door(address)
    with _hurried(connection):
        try:
            connection.connect()
        except (OSError, ValueError, http.client.HTTPException) as error:
            connection.close()
            raise NotSent(type(error).__name__) from error
        try:
            connection.request(method, path, body=body, headers={"Connection": "close", **headers})
            answer = connection.getresponse()
            said = answer.read(MOST_ANSWER + 1)
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise NoAnswer(type(error).__name__) from error
        finally:
            connection.close()
    if len(said) > MOST_ANSWER:
        raise NoAnswer("TooLong")
    return Said(answer.status, said)


def _door(address: str) -> tuple[http.client.HTTPConnection, str]:
    parts = urlsplit(address)
    assert parts.hostname, "the pack was checked"
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if parts.scheme == "https":
        return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=STEP, context=ssl.create_default_context()), path
    if settings.PRODUCTION or parts.hostname not in {"localhost", "127.0.0.1"}:
        raise NotSent("NotEncrypted")
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=STEP), path


@contextmanager
def _hurried(connection: http.client.HTTPConnection) -> Iterator[None]:
    """Whoever answers a byte at a time is hung up on."""

    def hang_up() -> None:
        if connection.sock is not None:
            try:
                connection.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    timer = threading.Timer(WHOLE, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
