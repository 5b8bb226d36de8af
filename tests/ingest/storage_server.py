"""A server that answers as The Things Stack's Storage Integration is documented."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

KEY = "NNSXS.SECRET"
PATH = "/api/v3/as/applications/city/packages/storage/uplink_message"


class StorageServer(ThreadingHTTPServer):
    """Keeps messages and hands them out, oldest first, a JSON object a line."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.kept: list[bytes] = []
        self.asked: list[dict[str, str]] = []
        self.status = 200
        self.path = PATH

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, parameters: dict[str, str]) -> bytes:
        """Return the messages after a moment, at most `limit`."""
        self.asked.append(parameters)
        after = datetime.fromisoformat(parameters["after"])
        told = [(datetime.fromisoformat(json.loads(m)["received_at"]), m) for m in self.kept]
        newer = sorted((at, m) for at, m in told if at > after)[: int(parameters["limit"])]
        return b"".join(b'{"result":' + message + b"}\n" for _, message in newer)


class _Handler(BaseHTTPRequestHandler):
    server: StorageServer

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        status, body = self.server.status, b'{"code":7,"message":"error:pkg/auth/rights"}'
        if self.headers["Authorization"] != f"Bearer {KEY}":
            status = 401
        elif asked.path != self.server.path:
            status = 404
        if status == 200:
            assert self.headers["Accept"] == "text/event-stream"
            parameters = {name: values[0] for name, values in parse_qs(asked.query).items()}
            body = self.server.answer(parameters)
        self.send_response(status)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def storage_server() -> Iterator[StorageServer]:
    """Run one on a free port of the loopback."""
    with StorageServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
