"""Withdraw an import: readings, files, and what followed from them."""

from datetime import datetime

from ingest.recordings.bookkeeping import Bookkeeping
from ingest.recordings.importing import BusyError
from store import import_undo, imported, imports
from store.import_undo import Undone
from store.pool import Connection


async def undo(conn: Connection, run: int, *, now: datetime) -> Undone:
    """Withdraw a run in one transaction; sites and datastreams stay registered.

    Raises
    ------
    BusyError
        An import is running.
    store.import_undo.UndoError
        There is no such import, or it was undone before.
    """
    if not await imports.lock(conn):
        raise BusyError("an import is running on this database: wait for it to end")
    async with conn.transaction():
        books = Bookkeeping(await import_undo.mapping_of(conn, run))
        await books.load(conn)
        channels, sites = set(books.channels), set(books.sites)
        undone = await import_undo.undo(conn, run, now=now)
        await books.take_in(conn)
        changed = await books.settle_deployments(conn, channels)
        marks = await books.settle_capacities(conn, sites)
        marks |= {(datastream, day) for _, datastream, day in changed}
        await imported.mark(conn, marks, cause=f"undo of run {run}")
    return undone
