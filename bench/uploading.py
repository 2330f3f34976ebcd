"""A telephone that sends reports with one large photo each: kept connections, several at once, from a process of its own."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

AT_ONCE = 4
MEGABYTES = 3
BOUNDARY = "-" * 20 + "lorongbench"


def upload(address: str, path: str, forms: list[dict[str, Any]]) -> float:
    """Sends each form once, with a photo of its own, and gives how many a second were answered by 201.

    A form: {"cookie": ..., "address": ..., "fields": {...}}. Raises RuntimeError when another answer comes.
    """
    command = [sys.executable, "-m", "bench.uploading", address, path]
    done = subprocess.run(command, input=json.dumps(forms).encode(), capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-2000:])
    return float(done.stdout)


def photo(seed: int = 1) -> bytes:
    """A JPEG of three megabytes, of noise."""
    chance = random.Random(seed)
    out = io.BytesIO()
    Image.frombytes("RGB", (1280, 960), chance.randbytes(1280 * 960 * 3)).save(out, "JPEG", quality=92)
    return out.getvalue().ljust(MEGABYTES * 1024 * 1024, b"\0")[: MEGABYTES * 1024 * 1024]


def _body(fields: dict[str, str], picture: bytes) -> bytes:
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields.items()]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="galeri"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    # Bytes behind the end of a picture change its name and not what it shows.
    return b"".join([*parts, head.encode(), picture[:-16], os.urandom(16), f"\r\n--{BOUNDARY}--\r\n".encode()])


def _work(address: str, path: str, forms: Iterator[dict[str, Any]], picture: bytes, wrong: list[str]) -> None:
    parts = urlsplit(address)
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=60)
    for form in forms:
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Cookie": form["cookie"], "Host": "localhost"}
        headers["X-Forwarded-For"] = form["address"]
        connection.request("POST", path, _body({"kunci": uuid.uuid4().hex, **form["fields"]}, picture), headers)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 201:
            wrong.append(f"{answer.status}: {said[:1500].decode(errors='replace')}")
            return


def main() -> None:
    """Reads the forms from standard input and says how many a second were taken."""
    forms = json.load(sys.stdin)
    picture, wrong, waiting = photo(), list[str](), iter(forms)
    begin = time.perf_counter()
    given = (sys.argv[1], sys.argv[2], waiting, picture, wrong)
    threads = [threading.Thread(target=_work, args=given) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise SystemExit(wrong[0])
    sys.stdout.write(str(len(forms) / (time.perf_counter() - begin)))


if __name__ == "__main__":
    main()
