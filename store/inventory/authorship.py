"""Who changes the registry, and why: said once a transaction, written down by triggers."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.errors import InsufficientPrivilege

from store.inventory.errors import RegistryError, UnknownError
from store.inventory.rows import Row, changed, rows


async def sign(conn: AsyncConnection[Any], *, who: str, why: str) -> None:
    """Say who changes what follows in this transaction, and why."""
    await changed(conn, "registry_sign", who=who, why=why)


async def sign_for_reader(conn: AsyncConnection[Any], *, who: str, why: str) -> None:
    """Let a connection that otherwise only reads write the registry in this transaction.

    Raises
    ------
    RegistryError
        Its login was not given the role for it.
    """
    try:
        await changed(conn, "registry_sign_as")
    except InsufficientPrivilege as why_not:
        raise RegistryError(
            "the database login of the API may not write the registry: "
            "`grant wegwarte_registry to <login>` as the owner of the database"
        ) from why_not
    await sign(conn, who=who, why=why)


async def rehearse(conn: AsyncConnection[Any]) -> None:
    """Begin a transaction that will be rolled back: it sees one state of the database.

    What others mark meanwhile is then not taken for the effect of the change.
    """
    await changed(conn, "registry_rehearse")
    await sign(conn, who="dry run", why="")


async def history(
    conn: AsyncConnection[Any], named: str, *, since: datetime | None, limit: int
) -> list[Row]:
    """Return the newest changes of what has this id or alias, oldest first.

    Raises
    ------
    UnknownError
        Nothing of that name was ever registered.
    """
    found = await rows(conn, "registry_history", named=named, since=since, limit=limit)
    if not found and since is None:
        raise UnknownError(
            f"nothing is written down about {named!r}; give the id or alias of a site, group or "
            "device, or the number of a datastream"
        )
    return found[::-1]
