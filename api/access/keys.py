"""API keys: `Authorization: Bearer ww_<id>_<secret>`, and what a route asks of them.

A route that writes says `Depends(require_scope(Scope.REGISTRY_WRITE))` and is given the key, whose
`who` goes into the audit. In the access modes with a login a key is let in instead of one.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from starlette.datastructures import Headers

from api.context import ConnectionDep, NowDep
from api.errors import KeyNeededError, ScopeMissingError
from store import keys
from store.keys import Scope, StoredKey
from store.pool import Connection

_BEARER: Final = HTTPBearer(
    scheme_name="key",
    description="An API key; `wegwarte key add --scope SCOPE` makes one.",
    auto_error=False,
)


def token_of(headers: Headers) -> str | None:
    """Return the API key of a request; None when it brings none of ours."""
    scheme, _, word = headers.get("authorization", "").partition(" ")
    token = word.strip()
    return token if scheme.lower() == "bearer" and token.startswith(keys.PREFIX) else None


async def valid_key(conn: Connection, token: str, *, now: datetime) -> StoredKey:
    """Return the key of a token, and note its use.

    Raises
    ------
    KeyNeededError
        It is none of ours, or it has ended.
    """
    key = await keys.presented(conn, token)
    if key is None:
        raise KeyNeededError(
            "this key is not known here",
            "check that it was copied whole (ww_…_…); `wegwarte key list` names the keys",
        )
    if (why := key.ended(now)) is not None:
        raise KeyNeededError(
            f"the key {key.id} is worth nothing any more: {why}",
            f"`wegwarte key add {' '.join(f'--scope {scope}' for scope in key.scopes)}` makes "
            "another",
        )
    await keys.used(conn, key, now=now)
    return key


def require_scope(scope: Scope) -> Callable[..., Awaitable[StoredKey]]:
    """Return the dependency of a route that only holders of a key with this scope may call."""

    async def required(
        request: Request, conn: ConnectionDep, now: NowDep, _shown: object = Depends(_BEARER)
    ) -> StoredKey:
        token = token_of(request.headers)
        if token is None:
            raise KeyNeededError(
                "the request brings no API key",
                f"`wegwarte key add --scope {scope}` makes one; send it as "
                "`Authorization: Bearer ww_…`",
            )
        key = await valid_key(conn, token, now=now)
        if scope not in key.scopes:
            raise ScopeMissingError(
                f"the key {key.id} may not do this: it has {', '.join(key.scopes)}, not {scope}",
                f"`wegwarte key add --scope {scope}` makes one that may",
                scope=scope,
            )
        return key

    return required
