"""Pages of a list: at most `limit` items, and an opaque `next` that leads on (keyset paging).

A cursor holds the key of the last item, so a page stays right while rows are added.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

from api.errors import BadCursorError

T = TypeVar("T")
INT4_MAX: Final = 2**31 - 1
INT8_MAX: Final = 2**63 - 1


def encode(*key: object) -> str:
    """Return an opaque cursor from the parts of a key (text and numbers)."""
    packed = json.dumps(key, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(cursor: str | None, *kinds: type, number_max: int = INT4_MAX) -> tuple[Any, ...] | None:
    """Return the parts of a key; None for no cursor.

    Raises
    ------
    BadCursorError
        It was not made by `encode` with parts of these kinds.
    """
    if cursor is None:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as why:
        raise _foreign(cursor) from why
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds):
        raise _foreign(cursor)
    for part in key:
        if "\0" in part if isinstance(part, str) else abs(part) > number_max:
            raise _foreign(cursor)
    return tuple(key)


def instant(text: str) -> datetime:
    """Return a part of a key that is an instant, or raise `BadCursorError`."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as why:
        raise _foreign(text) from why
    if found.tzinfo is None:
        raise _foreign(text)
    return found


def next_address(request: Request, cursor: str | None) -> str | None:
    """Return the address of the next page: this one, after the cursor. Relative to the host."""
    if cursor is None:
        return None
    kept = [(name, text) for name, text in request.query_params.multi_items() if name != "after"]
    return f"{request.url.path}?{urlencode([*kept, ('after', cursor)])}"


def cut(rows: Sequence[T], limit: int) -> tuple[Sequence[T], T | None]:
    """Split what was read (one more than asked) into the page and, if more follow, its last."""
    page = rows[:limit]
    return page, page[-1] if len(rows) > limit else None


def _foreign(cursor: str) -> BadCursorError:
    return BadCursorError(
        f"after={cursor[:80]!r} was not given out by this address",
        "follow `next` of an answer as it is, or leave `after` out to begin anew",
    )
