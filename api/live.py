"""`/api/v1/live`: new values as server-sent events, for the page and for anybody else.

Each event `reading` has the newest value of a datastream. Its id is the time of its arrival: a
reader that was cut off comes back with `Last-Event-ID` (browsers do so by themselves) and is told
what is newest of everything that arrived since; a value may come twice, none is left out.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel
from pydantic_core import to_json
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from api.context import POOL_WAIT_MAX_S, PREFIX, PublicOnlyDep, SettingsDep, find_site, moment
from api.errors import BadRequestError
from api.feed import Feed, Subscriber
from api.problems import RESPONSES
from api.windows import YEAR_MAX, YEAR_MIN
from devices.properties import DEFINITIONS, Property
from store.received import Newest

router = APIRouter(prefix=PREFIX, tags=["live"])
RECONNECT_MS: Final = 2_000


class Reading(BaseModel):
    """The data of an event `reading`."""

    site: str
    datastream: int
    property: str
    direction: str
    mode: str | None
    bay: str | None
    time: datetime
    value: float | None
    unit: str
    commissioning: bool


@router.get(
    "/live",
    summary="New values as they arrive (server-sent events)",
    response_class=Response,
    responses={
        200: {
            "description": "Events `reading`; comments while nothing arrives.",
            "content": {"text/event-stream": {"schema": Reading.model_json_schema()}},
        },
        **RESPONSES,
    },
)
async def live(
    request: Request,
    configured: SettingsDep,
    closed: PublicOnlyDep,
    site: Annotated[str | None, Query(description="Only this site.", max_length=128)] = None,
    since: Annotated[
        str | None, Query(description="First what arrived at this instant or later.", max_length=40)
    ] = None,
    last_event_id: Annotated[str | None, Header(max_length=40)] = None,
) -> Response:
    """Stream new values until the reader leaves or the server stops."""
    wanted = None if site is None else await _site(request, site, closed=closed)
    after = _instant(last_event_id or since)
    feed: Feed = request.app.state.feed
    # Entered before the answer begins, so that a full house is a problem document and not a stream.
    open_stream = AsyncExitStack()
    subscriber = await open_stream.enter_async_context(feed.subscribe(after))

    async def events() -> AsyncGenerator[bytes]:
        yield f"retry: {RECONNECT_MS}\n\n".encode()
        async for event in _events(subscriber, configured.live_heartbeat_s):
            if event is None:
                yield b": still here\n\n"
            elif (not closed or event.public) and wanted in {None, event.site}:
                yield written(event)

    return LiveResponse(events(), open_stream)


class LiveResponse(StreamingResponse):
    """A stream of events that gives its place back however it ends."""

    def __init__(self, events: AsyncGenerator[bytes], open_stream: AsyncExitStack) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(events, media_type="text/event-stream", headers=headers)
        self._open_stream = open_stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream; give the place back when it ends."""
        async with self._open_stream:
            await super().__call__(scope, receive, send)


def written(value: Newest) -> bytes:
    """Return a value as an event on the wire."""
    reading = {
        "site": value.site,
        "datastream": value.datastream,
        "property": value.property,
        "direction": value.direction,
        "mode": value.mode,
        "bay": value.bay,
        "time": value.time,
        "value": value.value,
        "unit": unit_of(value.property),
        "commissioning": value.commissioning,
    }
    name = value.received.astimezone(UTC).isoformat()
    return b"event: reading\nid: %s\ndata: %s\n\n" % (
        name.encode(),
        to_json(reading, inf_nan_mode="null"),
    )


def unit_of(observed: str) -> str:
    """Return the unit of a property (UCUM); of one that this program does not know: 1."""
    try:
        return DEFINITIONS[Property(observed)].unit
    except ValueError:
        return "1"


async def _events(subscriber: Subscriber, heartbeat_s: float) -> AsyncGenerator[Newest | None]:
    """Yield values; None after a silence; end when the feed ends the stream."""
    while True:
        try:
            value = await asyncio.wait_for(subscriber.queue.get(), heartbeat_s)
        except TimeoutError:
            yield None
            continue
        if value is None:
            return
        yield value


async def _site(request: Request, named: str, *, closed: bool) -> str:
    pool = request.app.state.pool
    async with pool.connection(timeout=POOL_WAIT_MAX_S) as conn:
        return (await find_site(conn, named, now=moment(request), closed=closed)).id


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as why:
        raise BadRequestError(
            f"{text[:40]!r} is no instant: {why}", "give back the id of an event as it was"
        ) from why
    if instant.tzinfo is None or not YEAR_MIN <= instant.year <= YEAR_MAX:
        raise BadRequestError(
            f"{text[:40]!r} has no zone, or lies outside the years {YEAR_MIN} to {YEAR_MAX}",
            "give back the id of an event as it was, or end an instant with Z",
        )
    return instant
