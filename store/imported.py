"""What is known of imported files, and the registry rows that follow from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from psycopg import AsyncConnection

from store import arrays, facts_said
from store.facts_said import Matter, Word
from store.instants import from_us, to_us
from store.queries import load

#: channel, datastream, from_us, to_us
Deployment = tuple[int, int, int, int]
#: site, spaces, from_us, to_us; None: since ever, until further notice
Capacity = tuple[str, int, int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file and what it says.

    Parameters
    ----------
    columns
        (channel, datastream, first_us, end_us) of the columns with values.
    capacities
        (site, spaces, standing): standing ones are the mapping's, for files that say nothing.
    """

    run: int
    mapping: str
    scope: str
    name: str
    sha256: bytes
    first_us: int
    end_us: int
    rows: int
    columns: list[tuple[int, int, int, int]]
    capacities: list[tuple[str, int, bool]]


async def enter_file(conn: AsyncConnection[Any], file: NewFile) -> int | None:
    """Remember a file; return its number, None where the same bytes are remembered already."""
    row = await (
        await conn.execute(
            load("import_file_add"),
            {
                "run": file.run,
                "mapping": file.mapping,
                "scope": file.scope,
                "name": file.name,
                "sha256": file.sha256,
                "first": from_us(file.first_us),
                "last": from_us(file.end_us),
                "rows": file.rows,
            },
        )
    ).fetchone()
    if row is None:
        return None
    number = int(row[0])
    if file.columns:
        table = np.array(file.columns, dtype=np.int64)
        await conn.execute(
            load("import_columns_add"),
            {
                "file": number,
                "channel": arrays.Int4(table[:, 0]),
                "datastream": arrays.Int4(table[:, 1]),
                "first": arrays.Timestamps(table[:, 2]),
                "ended": arrays.Timestamps(table[:, 3]),
            },
        )
    if file.capacities:
        await conn.execute(
            load("import_capacities_add"),
            {
                "file": number,
                "site": [site for site, _, _ in file.capacities],
                "spaces": [spaces for _, spaces, _ in file.capacities],
                "standing": [standing for _, _, standing in file.capacities],
            },
        )
    return number


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything the files of a mapping say, and what stands in the registry.

    Parameters
    ----------
    files
        (number, scope, first_us, end_us) of files with rows.
    columns
        (file, channel, datastream, first_us, end_us, property).
    capacities
        (site, spaces, standing, first_us of the file).
    deployments
        (number, channel, datastream, from_us, to_us, edited); `edited`: calibrated or turned.
    """

    files: list[tuple[int, str, int, int]]
    columns: list[tuple[int, int, int, int, int, str]]
    capacities: list[tuple[str, int, bool, int | None]]
    deployments: list[tuple[int, int, int, int | None, int | None, bool]]


async def known(conn: AsyncConnection[Any], mapping: str) -> Known:
    """Return what is known of a mapping's files and channels."""
    wanted = {"mapping": mapping}
    files = await (await conn.execute(load("import_files"), wanted)).fetchall()
    columns = await (await conn.execute(load("import_columns"), wanted)).fetchall()
    spaces = await (await conn.execute(load("import_capacities"), wanted)).fetchall()
    cursor = await conn.execute(load("import_deployments"), wanted)
    return Known(
        files=[(n, scope, to_us(first), to_us(last)) for n, scope, first, last in files],
        columns=[(f, c, d, to_us(first), to_us(end), p) for f, c, d, first, end, p in columns],
        capacities=[(s, n, standing, _us(first)) for s, n, standing, first in spaces],
        deployments=[
            (n, c, d, _us(since), _us(until), edited)
            for n, c, d, since, until, edited in await cursor.fetchall()
        ],
    )


async def change_deployments(
    conn: AsyncConnection[Any], *, drop: Sequence[int], add: Sequence[Deployment]
) -> list[tuple[int, Deployment]]:
    """Replace deployments; return the numbers of the new ones."""
    if drop:
        await conn.execute(load("import_deployments_drop"), {"id": list(drop)})
    if not add:
        return []
    table = np.array(add, dtype=np.int64)
    cursor = await conn.execute(
        load("import_deployments_add"),
        {
            "channel": arrays.Int4(table[:, 0]),
            "datastream": arrays.Int4(table[:, 1]),
            "since": arrays.Timestamps(table[:, 2]),
            "until": arrays.Timestamps(table[:, 3]),
        },
    )
    return [
        (n, (c, d, to_us(since), to_us(until))) for n, c, d, since, until in await cursor.fetchall()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of the capacities that files say of a site.

    Parameters
    ----------
    differing
        (from_us, to_us) of the times of which another capacity holds than before; None: open.
    known_before
        Whether any capacity was said of the site before.
    yields
        People said something for a time of which the files tell, too.
    """

    differing: list[tuple[int | None, int | None]]
    known_before: bool
    yields: bool


async def settle_capacities(
    conn: AsyncConnection[Any], site: str, told: Sequence[Capacity], *, source: str
) -> Settled:
    """Let the files of a source say these capacities of a site, and nothing else.

    They hold where people say none.
    """
    matter = Matter(site=site, kind="capacity")
    said = await facts_said.said(conn, matter)
    own = {
        (int(one.value), _us(one.since), _us(one.until)): one
        for one in said
        if one.recorded and one.source == source
    }
    wanted = [(spaces, since, until) for _, spaces, since, until in told]
    differing = await facts_said.change(
        conn,
        matter,
        drop=[one for key, one in own.items() if key not in wanted],
        add=[
            Word(
                value=spaces,
                since=None if since is None else from_us(since),
                until=None if until is None else from_us(until),
                source=source,
                recorded=True,
            )
            for spaces, since, until in wanted
            if (spaces, since, until) not in own
        ],
    )
    words = await facts_said.said(conn, matter)
    people = [one for one in words if not one.recorded]
    files = [one for one in words if one.recorded and one.source == source]
    return Settled(
        differing=[(_us(one.since), _us(one.until)) for one in differing],
        known_before=bool(said),
        yields=any(
            one.begin < file.end and file.begin < one.end for one in people for file in files
        ),
    )


async def datastreams_of(conn: AsyncConnection[Any], sites: Sequence[str]) -> dict[str, list[int]]:
    """Return the datastreams of sites."""
    found: dict[str, list[int]] = {site: [] for site in sites}
    cursor = await conn.execute(load("import_site_datastreams"), {"site": list(sites)})
    for site, datastream in await cursor.fetchall():
        found[site].append(datastream)
    return found


async def mark(conn: AsyncConnection[Any], days: Iterable[tuple[int, int]], *, cause: str) -> None:
    """Mark (datastream, UTC day [days since 1970]) whose deployment or capacity changed."""
    pairs = np.array(sorted(set(days)), dtype=np.int64).reshape(-1, 2)
    if len(pairs):
        await conn.execute(
            load("import_dirty_datastreams"),
            {
                "datastream": arrays.Int4(pairs[:, 0]),
                "utc_day": arrays.Dates(pairs[:, 1]),
                "cause": cause,
            },
        )


def _us(instant: datetime | None) -> int | None:
    return None if instant is None else to_us(instant)
