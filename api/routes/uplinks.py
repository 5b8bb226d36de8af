"""`POST /api/v1/uplinks/{source}`: network servers and devices push their messages here.

The answer 202 comes after COMMIT: whoever gets it need not send the message again. What the
message says is read by ingest, and what cannot be read is kept there (`wegwarte rejected list`).
"""

import base64
from binascii import Error as Base64Error
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field

from api.access.keys import valid_key
from api.context import PREFIX, ConnectionDep, NowDep, SettingsDep
from api.errors import BadRequestError, FullError, KeyNeededError, ScopeMissingError, TooLargeError
from api.problems import MEDIA_TYPE, RESPONSES, Problem
from devices.envelopes import senml
from devices.envelopes.pushed import Pushed
from devices.errors import RejectedError
from store import inbox, sources
from store.keys import PREFIX as PREFIX_OF_KEYS
from store.keys import Scope, StoredKey
from store.pool import Connection

router = APIRouter(prefix=PREFIX, tags=["uplinks"])
RETRY_S: Final = 30
_NAME: Final = r"^[a-z0-9][a-z0-9-]{0,63}$"
_TOO_LARGE: Final = {
    "description": "The message is over the limit.",
    "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
}


class Accepted(BaseModel):
    """The message is kept; ingest reads it within a second or two."""

    accepted: int = Field(description="How many messages were taken in.")


def secret(request: Request) -> str:
    """Return the secret that a request brings: a bearer token, or the password of basic access."""
    scheme, _, word = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and word:
        return word.strip()
    if scheme.lower() == "basic":
        try:
            pair = base64.b64decode(word.strip(), validate=True).decode()
        except (Base64Error, UnicodeDecodeError):
            pair = ""
        if ":" in pair:
            return pair.partition(":")[2]
    if key := request.headers.get("x-api-key"):
        return key
    raise KeyNeededError(
        "the message brings no key",
        "send the source's key as `Authorization: Bearer KEY`; `wegwarte source rekey SOURCE` "
        "makes a new one",
    )


async def body(request: Request, settings: SettingsDep) -> bytes:
    """Return the message; stop reading at the limit, whatever its header promises."""
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > settings.push_bytes_max:
            raise TooLargeError(
                f"the message is over {settings.push_bytes_max} bytes",
                "send several messages; WEGWARTE_PUSH_BYTES_MAX is the limit",
            )
    if not found:
        raise BadRequestError("the message is empty", "send the message as the body")
    return bytes(found)


@router.post(
    "/uplinks/{source}",
    summary="Push a message of a network server or a device",
    status_code=HTTPStatus.ACCEPTED,
    responses={**RESPONSES, 413: _TOO_LARGE},
)
async def push(
    source: Annotated[str, Path(description="Name of the source.", pattern=_NAME)],
    key: Annotated[str, Depends(secret)],
    message: Annotated[bytes, Depends(body)],  # whole before a connection is lent for it
    conn: ConnectionDep,
    now: NowDep,
    settings: SettingsDep,
    event: Annotated[
        str | None, Query(description="ChirpStack: which event.", pattern="^[a-z]{1,32}$")
    ] = None,
    device: Annotated[
        str | None,
        Query(
            description="Who speaks, for devices whose messages do not say so.",
            pattern=r"^[^\x00-\x1f\x7f]{1,128}$",
        ),
    ] = None,
) -> Accepted:
    """Keep the message as it is; the body is whatever the source's kind sends."""
    if key.startswith(PREFIX_OF_KEYS):
        kind = await _kind(conn, source, await valid_key(conn, key, now=now))
    else:
        kind = await sources.pusher_kind(conn, source, key)
    if kind is None:
        raise KeyNeededError(
            f"this key does not push to {source!r}, or there is no such source",
            "`wegwarte source list` names the sources, `wegwarte source rekey SOURCE` makes a key",
        )
    if await inbox.is_full(conn, messages_max=settings.inbox_messages_max):
        raise FullError(
            "too many messages wait to be read", "send it again later", retry_after_s=RETRY_S
        )
    topic = str(Pushed(kind, source, device, event))
    messages = [(topic, part) for part in _parts(kind, message)]
    await inbox.put(conn, messages, source=source, received=now)
    return Accepted(accepted=len(messages))


def _parts(kind: str, message: bytes) -> list[bytes]:
    """Return a pack of several devices as one for each: the ledger counts by device."""
    if kind == "senml":
        with suppress(RejectedError):  # kept as it is, and set aside by ingest with the reason
            return senml.packs(message)
    return [message]


async def _kind(conn: Connection, source: str, key: StoredKey) -> str | None:
    """Return the kind of a source to which a key of the API may push."""
    if Scope.UPLINKS_PUSH not in key.scopes:
        raise ScopeMissingError(
            f"the key {key.id} may not push: it has {', '.join(key.scopes)}",
            f"`wegwarte key add --scope {Scope.UPLINKS_PUSH}` makes one that may",
            scope=Scope.UPLINKS_PUSH,
        )
    return await sources.kind_of(conn, source)
