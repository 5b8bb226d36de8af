"""Ask a server of ours over HTTP, past any proxy the environment may name."""

from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


class NoAnswerError(Exception):
    """The server is not there (yet), does not speak HTTP, or takes too long."""


def get(url: str, *, timeout_s: float) -> tuple[int, bytes]:
    """Return status and body of a GET, or raise `NoAnswerError`."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=timeout_s)
    try:
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException) as why:
        raise NoAnswerError(f"{url} does not answer: {why}") from why
    finally:
        connection.close()
