"""Rows as the interfaces show them: plain dictionaries, in the order of the query's columns."""

from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from store.queries import load

Row = dict[str, Any]


async def rows(conn: AsyncConnection[Any], query: str, **parameters: object) -> list[Row]:
    """Return what a query of `store/sql` finds."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(load(query), parameters)
        return await cursor.fetchall()


async def row(conn: AsyncConnection[Any], query: str, **parameters: object) -> Row | None:
    """Return the first row a query finds, None where it finds nothing."""
    found = await rows(conn, query, **parameters)
    return found[0] if found else None


async def made(conn: AsyncConnection[Any], query: str, **parameters: object) -> Row:
    """Return the row that an insert has made.

    Raises
    ------
    LookupError
        It made none: the query is wrong.
    """
    found = await row(conn, query, **parameters)
    if found is None:
        raise LookupError(f"store/sql/{query}.sql returned no row, and always should")
    return found


async def changed(conn: AsyncConnection[Any], query: str, **parameters: object) -> int:
    """Run a query that writes; return how many rows it wrote."""
    return (await conn.execute(load(query), parameters)).rowcount
