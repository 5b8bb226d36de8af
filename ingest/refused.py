"""What the database refuses of a message: found by halves, set aside, the rest is stored."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from devices.errors import Cause
from ingest.read import Fault, ReadMessage

#: Tries to store a message and takes it back: the database's words when it refuses, else None.
Attempt = Callable[[ReadMessage], Awaitable[str | None]]


async def without_refused(message: ReadMessage, words: str, attempt: Attempt) -> ReadMessage:
    """Set aside the readings that the database refuses one by one; else the whole message."""
    rows = await _refused(message, "rows", attempt)
    vehicles = await _refused(message, "vehicles", attempt)
    if not rows and not vehicles:
        return set_aside(message, words)
    return replace(
        message,
        rows=[r for r in message.rows if r.reading_index not in rows],
        vehicles=[v for v in message.vehicles if v.reading_index not in vehicles],
        faults=message.faults
        + [
            Fault(Cause.REFUSED_BY_DATABASE, why, index)
            for index, why in sorted((rows | vehicles).items())
        ],
    )


def set_aside(message: ReadMessage, words: str) -> ReadMessage:
    """Return a message of which nothing is stored: the database refuses it, in these words."""
    fault = Fault(Cause.REFUSED_BY_DATABASE, words)
    return replace(message, rows=[], vehicles=[], frame=None, faults=[fault])


async def _refused(message: ReadMessage, what: str, attempt: Attempt) -> dict[int, str]:
    """Try halves of a message's readings, and halves of these, without storing anything."""
    refused: dict[int, str] = {}
    parts = [getattr(message, what)]
    while parts:
        part = parts.pop()
        if not part:
            continue
        trial = replace(message, rows=[], vehicles=[], frame=None, faults=[])
        why = await attempt(replace(trial, **{what: part}))
        if why is None:
            continue
        if len(part) == 1:
            refused[part[0].reading_index] = why
        else:
            middle = len(part) // 2
            parts += [part[:middle], part[middle:]]
    return refused
