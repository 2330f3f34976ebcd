"""An SMS gateway as one has to expect it: it takes messages, and now and then says no, or takes one and hangs up."""

from __future__ import annotations

import json
import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Gateway:
    """Listens on a free port of this machine; `taken` is every (id, phone, text) it has, in order, repeats included."""

    def __init__(self, seed: int) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.moody = True
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        gateway = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                gateway._answer(self, told)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, door: BaseHTTPRequestHandler, told: dict[str, str]) -> None:
        with self._lock:
            mood = self._chance.random() if self.moody else 1.0
            if mood >= 0.1:
                self.taken.append((told["id"], told["to"], told["text"]))
        if 0.1 <= mood < 0.15:
            door.close_connection = True  # it has the message, and nobody will hear of it
            return
        door.send_response(503 if mood < 0.1 else 200)
        door.send_header("Content-Length", "2")
        door.end_headers()
        door.wfile.write(b"{}")
