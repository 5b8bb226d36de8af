"""`wegwarte import` beside COPY into a temporary table and INSERT … ON CONFLICT of the same rows.

The import is the real command from its start to its end: finding, unpacking and reading many
files, clock changes, registry, readings, ledger, newest values and marks. The reference gets the
rows as Python tuples, read already, and writes nothing else; its partitions exist already. Both
take turns, each into a database of its own.
"""

import json
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import psycopg

from benchmarks.bench import ROOT, Bench
from benchmarks.figure import Figure, Reference

_ROUNDS: Final = 3
_BESIDE: Final = ROOT.parent / "shared" / "data"
_SHIPPED: Final = ROOT / "demo"
#: mapping -> folders that may hold its recordings, the largest first
_SETS: Final = {
    "muenster-bikes": (_BESIDE / "muenster_bikes", _SHIPPED / "muenster-bikes"),
    "muenster-parking": (_BESIDE / "muenster_parking_decks", _SHIPPED / "muenster-parking"),
}
_FILES: Final = 120  #: of the whole period, so that every station and every month takes part
_FILES_QUICK: Final = 3
_SUFFIXES: Final = (".csv", ".csv.gz")
Row = tuple[int, datetime, int | None, float | None, int]
_TYPES: Final = ("int4", "timestamptz", "int4", "float8", "int2")


def run(bench: Bench) -> Iterator[Figure]:
    """Yield readings a second of each set of recordings."""
    for mapping, folders in _SETS.items():
        folder = next(folder for folder in folders if folder.is_dir())
        files = sorted(file for file in folder.rglob("*") if file.name.endswith(_SUFFIXES))
        files = files[:: max(1, len(files) // bench.amount(_FILES, _FILES_QUICK))]
        own: list[float] = []
        copied: list[float] = []
        for number in range(bench.amount(_ROUNDS, 1)):
            dsn, elapsed_s = _import(bench, mapping, files)
            rows = _rows(dsn)
            own.append(len(rows) / elapsed_s)
            copied.append(len(rows) / _copy(bench, dsn, rows))
            bench.say(
                f"  round {number + 1}, {mapping}: {len(files)} files, {len(rows):,} readings in "
                f"{elapsed_s:.1f} s = {own[-1]:,.0f}/s; COPY {copied[-1]:,.0f}/s"
            )
        yield Figure(
            name=f"import.{mapping}",
            values=own,
            unit="readings/s",
            reference=Reference(
                name="COPY to temp and INSERT … ON CONFLICT of the same rows, already parsed",
                values=copied,
            ),
            at_least=0.6,
            note=f"{len(files)} files of {folder.parent.name}/{folder.name}, whole command",
        )


def _import(bench: Bench, mapping: str, files: list[Path]) -> tuple[str, float]:
    """Import into a new database; return its address and how long the command took [s]."""
    dsn = bench.migrated_database()
    paths = [str(file) for file in files]
    began_s = time.monotonic()
    said = bench.command(
        "import", "--mapping", mapping, "--json", *paths, settings={"WEGWARTE_DATABASE_URL": dsn}
    )
    elapsed_s = time.monotonic() - began_s
    json.loads(said)
    return dsn, elapsed_s


def _rows(dsn: str) -> list[Row]:
    with psycopg.connect(dsn) as conn:
        query = "select channel, time, duration_ms, result, quality from observation"
        rows: list[Row] = conn.execute(f"{query} order by block, channel, time").fetchall()
    return rows


def _copy(bench: Bench, dsn: str, rows: list[Row]) -> float:
    """Write the rows into the emptied copy of a database; return how long that took [s]."""
    target = bench.database(dsn.rpartition("/")[2])
    with psycopg.connect(target) as conn:
        conn.execute("truncate observation")
        conn.commit()
        conn.execute("checkpoint")
        began_s = time.monotonic()
        conn.execute(
            "create temp table incoming (channel int, time timestamptz, duration_ms int,"
            " result float8, quality int2) on commit drop"
        )
        with conn.cursor().copy("copy incoming from stdin (format binary)") as copy:
            copy.set_types(_TYPES)
            for row in rows:
                copy.write_row(row)
        conn.execute(
            "insert into observation select channel, time, duration_ms, result, quality, 1"
            " from incoming on conflict do nothing"
        )
        conn.commit()
        elapsed_s = time.monotonic() - began_s
        (stored,) = conn.execute("select count(*) from observation").fetchone() or (0,)
    if stored != len(rows):
        raise AssertionError(f"{len(rows)} rows were copied, the table has {stored}")
    return elapsed_s
