"""The Things Stack's Storage Integration: uplinks that came while nobody listened.

`GET /api/v3/as/applications/<application>/packages/storage/uplink_message`, a JSON object a line,
each `{"result": <message as by MQTT>}`. The sandbox keeps 24 hours, the cloud 30 days.
Source: lorawan-stack-docs, "Storage Integration", "Retrieve Messages".
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from devices.envelopes.instants import from_text
from store.instants import from_us

PAGE_MESSAGES: Final = 1_000
_LINE_MAX_BYTES: Final = 1024 * 1024
_ANSWER_MAX_S: Final = 60.0


class StorageError(Exception):
    """The storage cannot be read; in words, with the remedy."""


class _Ids(msgspec.Struct):
    device_id: str


class _Named(msgspec.Struct):
    end_device_ids: _Ids
    received_at: str = ""


class _Line(msgspec.Struct):
    result: msgspec.Raw = msgspec.Raw()


_LINES: Final = msgspec.json.Decoder(_Line)
_NAMED: Final = msgspec.json.Decoder(_Named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Where an application's storage answers.

    Parameters
    ----------
    url
        `https://<cluster>.cloud.thethings.industries`; http for tests and machines of one's own.
    application
        `<application id>` or `<application id>@<tenant id>`, as in the topics.
    ca
        PEM of the authorities to believe; None: the system's.
    """

    url: str
    key: str
    application: str
    ca: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored message, with the topic on which it would have come."""

    topic: str
    payload: bytes
    received_at: datetime | None


async def pages(storage: Storage, after: datetime) -> AsyncIterator[list[Stored]]:
    """Yield what the storage has after a moment, oldest first, a page at a time.

    Raises
    ------
    StorageError
        It does not answer, or not with what is documented.
    """
    while True:
        page = await asyncio.to_thread(_page, storage, after)
        if page:
            yield page
        newest = max((m.received_at for m in page if m.received_at is not None), default=after)
        if len(page) < PAGE_MESSAGES or newest <= after:
            return
        after = newest


def _page(storage: Storage, after: datetime) -> list[Stored]:
    asked = urlsplit(storage.url)
    if asked.scheme not in ("http", "https") or not asked.hostname:
        raise StorageError(f"{storage.url!r} is no address: https://HOST of the server's console")
    connection = _connection(storage, asked.scheme, asked.hostname, asked.port)
    application = quote(storage.application.partition("@")[0], safe="")
    parameters = {
        "limit": PAGE_MESSAGES,
        "after": after.isoformat().replace("+00:00", "Z"),
        "order": "received_at",
    }
    try:
        connection.request(
            "GET",
            f"/api/v3/as/applications/{application}/packages/storage/uplink_message"
            f"?{urlencode(parameters)}",
            headers={"Authorization": f"Bearer {storage.key}", "Accept": "text/event-stream"},
        )
        answer = connection.getresponse()
        _check(answer)
        return [_stored(storage.application, line) for line in _lines(answer)]
    except (OSError, HTTPException) as why:
        raise StorageError(f"the storage at {asked.hostname} does not answer: {why}") from why
    finally:
        connection.close()


def _connection(storage: Storage, scheme: str, host: str, port: int | None) -> HTTPConnection:
    if scheme == "http":
        return HTTPConnection(host, port, timeout=_ANSWER_MAX_S)
    context = ssl.create_default_context(cadata=storage.ca)
    return HTTPSConnection(host, port, timeout=_ANSWER_MAX_S, context=context)


def _check(answer: HTTPResponse) -> None:
    remedies = {
        401: "the API key is wrong",
        403: "the API key needs the right to read application traffic",
        404: "there is no such application, or its Storage Integration is not enabled",
        429: "too many requests; it is tried again later",
    }
    if answer.status != 200:
        said = answer.read(300).decode("utf-8", "replace")
        why = remedies.get(answer.status, "the server says")
        raise StorageError(f"{why} (HTTP {answer.status}: {' '.join(said.split())})")


def _lines(answer: HTTPResponse) -> list[bytes]:
    lines = []
    while line := answer.readline(_LINE_MAX_BYTES + 1):
        if len(line) > _LINE_MAX_BYTES:
            raise StorageError(f"a message over {_LINE_MAX_BYTES} bytes")
        if line.strip():
            lines.append(line)
    return lines


def _stored(application: str, line: bytes) -> Stored:
    try:
        told = _LINES.decode(line)
        if not bytes(told.result):
            raise StorageError(f"the storage breaks off: {line[:300]!r}")
        named = _NAMED.decode(told.result)
    except (msgspec.MsgspecError, UnicodeDecodeError) as why:
        raise StorageError(f"the storage does not answer as documented: {why}") from why
    received_us = from_text(named.received_at)
    return Stored(
        f"v3/{application}/devices/{named.end_device_ids.device_id}/up",
        bytes(told.result),
        None if received_us is None else from_us(received_us),
    )
