"""Migrations: numbered SQL files, forwards only, applied by code that can be read at a glance.

A file may begin with `-- requires: plain` or `-- requires: timescaledb` (it is skipped on the
other engine) and `-- transaction: off` (one statement that refuses to run inside a transaction).
"""

import hashlib
import re
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from psycopg import AsyncConnection

from store.queries import load

Engine = Literal["plain", "timescaledb"]
_NAME = re.compile(r"(?P<number>\d{4})_[a-z0-9_]+\.sql")
_HEADER = re.compile(r"^-- (requires|transaction): (\w+)\s*$", re.MULTILINE)


class MigrationError(Exception):
    """The database and the program do not fit together; the message names the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One file, read."""

    number: int
    name: str
    sql: bytes
    sha256: str
    requires: Engine | None
    transaction: bool

    def fits(self, engine: Engine) -> bool:
        """Whether it is meant for this engine."""
        return self.requires in {None, engine}


def parse(name: str, content: bytes) -> Migration:
    """Read one migration; a name or header outside the rules raises `MigrationError`."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise MigrationError(f"migration {name!r} is not named NNNN_what_it_does.sql")
    header = dict(_HEADER.findall(content.decode()))
    requires, transaction = header.get("requires"), header.get("transaction", "on")
    if requires not in {None, "plain", "timescaledb"} or transaction not in {"on", "off"}:
        raise MigrationError(f"migration {name}: header not understood: {header}")
    return Migration(
        number=int(match["number"]),
        name=name,
        sql=content,
        sha256=hashlib.sha256(content).hexdigest(),
        requires=requires,
        transaction=transaction == "on",
    )


def known() -> list[Migration]:
    """Return the program's migrations in order; two of one number raise `MigrationError`."""
    folder = resources.files("store") / "migrations"
    found = sorted(
        (parse(f.name, f.read_bytes()) for f in folder.iterdir() if f.name.endswith(".sql")),
        key=lambda m: m.number,
    )
    numbers = [m.number for m in found]
    if len(set(numbers)) != len(numbers):
        raise MigrationError(f"two migrations share a number: {numbers}")
    return found


async def migrate(
    conn: AsyncConnection[Any],
    *,
    engine: Engine | None = None,
    migrations: list[Migration] | None = None,
) -> list[str]:
    """Apply what is missing, in order; return the names of what was applied.

    Parameters
    ----------
    conn
        Autocommit, as the owner of the database.
    engine
        Forces an engine on a new database; by default TimescaleDB where it can be had.

    Raises
    ------
    MigrationError
        A migration that was applied has changed, or the database is newer than the program.
    """
    program = known() if migrations is None else migrations
    await conn.execute("select pg_advisory_lock(hashtextextended('wegwarte.migrate', 0))")
    try:
        await conn.execute(load("migration_table"))
        chosen = await _engine(conn, engine)
        done = await applied(conn)
        _check(program, done, chosen)
        new = [m for m in program if m.fits(chosen) and m.number not in done]
        for migration in new:
            await _apply(conn, migration)
    finally:
        await conn.execute("select pg_advisory_unlock(hashtextextended('wegwarte.migrate', 0))")
    return [m.name for m in new]


async def applied(conn: AsyncConnection[Any]) -> dict[int, tuple[str, str]]:
    """Return what the database has: number -> (name, sha256). Empty before the first migration."""
    exists = await (await conn.execute("select to_regclass('public.migration')")).fetchone()
    if exists is None or exists[0] is None:
        return {}
    rows = await (await conn.execute(load("migrations_applied"))).fetchall()
    return {number: (name, sha256) for number, name, sha256 in rows}


async def _engine(conn: AsyncConnection[Any], wanted: Engine | None) -> Engine:
    """Return the engine of this database, deciding it at the first migration."""
    row = await (await conn.execute("select engine from migration_engine")).fetchone()
    if row is not None:
        if wanted not in {None, row[0]}:
            raise MigrationError(
                f"this database was set up for {row[0]}, not {wanted}: use a new database"
            )
        stored: Engine = row[0]
        return stored
    available = await (await conn.execute(load("timescaledb_available"))).fetchone()
    chosen: Engine = wanted or ("timescaledb" if available is not None else "plain")
    if chosen == "timescaledb":
        await conn.execute("create extension if not exists timescaledb")
    await conn.execute("insert into migration_engine (engine) values (%s)", (chosen,))
    return chosen


def _check(program: list[Migration], done: dict[int, tuple[str, str]], engine: Engine) -> None:
    ours = {m.number: m for m in program if m.fits(engine)}
    for number, (name, sha256) in sorted(done.items()):
        if number not in ours:
            raise MigrationError(
                f"the database has migration {name}, which this program does not know: "
                "the database is newer; install the newer Wegwarte"
            )
        if ours[number].sha256 != sha256:
            raise MigrationError(
                f"migration {ours[number].name} has changed since it was applied: "
                "restore the file and put the change into a new migration"
            )


async def _apply(conn: AsyncConnection[Any], migration: Migration) -> None:
    insert = "insert into migration (number, name, sha256) values (%s, %s, %s)"
    row = (migration.number, migration.name, migration.sha256)
    if not migration.transaction:
        await conn.execute(migration.sql)
        await conn.execute(insert, row)
        return
    async with conn.transaction():
        await conn.execute(migration.sql)
        await conn.execute(insert, row)
