"""Imports: idempotent, in any order, corrected and undone on purpose only."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.recordings.importing import BusyError, import_files
from ingest.recordings.summary import Summary, Wanted
from ingest.recordings.undoing import undo
from store import audit
from store.import_undo import UndoError
from store.imports import runs
from store.pool import Connection, connect
from tests.ingest.recordings.samples import BIKES, PARKING, bikes, day, mapping, parking

pytestmark = pytest.mark.database

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HEADER = "Datum und Uhrzeit,PH Theater,PP Süd\n"


class Silent:
    def advance(self, summary: Summary, size_bytes: int) -> None:
        """Say nothing."""


@pytest.fixture
async def conn(database: str) -> AsyncIterator[Connection]:
    """Connect as a person who looks."""
    async with connect(database) as connection:
        yield connection


async def store(
    dsn: str, files: Sequence[Path], *, name: str = BIKES, who: str | None = None, bad: bool = False
) -> Summary:
    """Import files on a connection of its own, as the command does."""
    async with connect(dsn, "wegwarte_ingest", statement_timeout_ms=0) as ingest:
        return await import_files(
            ingest,
            mapping(name),
            files,
            Wanted(who=who, skip_bad=bad),
            clock=lambda: NOW,
            progress=Silent(),
        )


async def ask(conn: Connection, query: str) -> list[tuple[Any, ...]]:
    return await (await conn.execute(query.encode())).fetchall()


async def observations(conn: Connection) -> list[tuple[Any, ...]]:
    return await ask(
        conn,
        "select c.device, c.name, o.time, o.duration_ms, o.result, o.quality"
        " from observation as o join channel as c on c.id = o.channel order by 1, 2, 3",
    )


async def deployments(conn: Connection) -> list[tuple[Any, ...]]:
    return await ask(
        conn,
        "select c.device, c.name, d.site, d.property, d.direction, coalesce(d.mode, ''), d.role,"
        " lower(p.valid), upper(p.valid)"
        " from deployment as p join channel as c on c.id = p.channel"
        " join datastream as d on d.id = p.datastream order by 1, 2, 8",
    )


async def ledger(conn: Connection) -> tuple[Any, ...]:
    found = await ask(
        conn,
        "select sum(readings_read), sum(stored), sum(duplicate), sum(conflict), sum(erased)"
        " from ledger",
    )
    async with conn.transaction():
        await audit.one_snapshot(conn)
        assert await audit.differences(conn, device=None) == []
    return tuple(int(n or 0) for n in found[0])


def month(folder: Path, number: int, *values: str, **form: Any) -> Path:  # noqa: ANN401
    """Write three days of a month."""
    rows = [row for date in (1, 2, 3) for row in day(f"2024-{number:02d}-{date:02d}", *values)]
    return bikes(folder, f"2024-{number:02d}.csv", rows, **form)


async def test_an_import_registers_what_it_meets(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    summary = await store(database, [month(tmp_path, 5, "5", "3", "2")])
    assert (summary.files, summary.readings, summary.stored) == (1, 864, 864)
    assert await ask(conn, "select id, name, kind, direction_a from site") == [
        ("100", "Weg", "cycle_track", "IN")
    ]
    assert await ask(
        conn, "select source_id, direction, mode, role from datastream order by source_id"
    ) == [
        ("100", "both", "bicycle", "check"),
        ("101", "a", "bicycle", "part"),
        ("102", "b", "bicycle", "part"),
    ]
    first = datetime(2024, 4, 30, 22, tzinfo=UTC)
    last = datetime(2024, 5, 3, 22, tzinfo=UTC)
    assert {(row[7], row[8]) for row in await deployments(conn)} == {(first, last)}
    assert await ledger(conn) == (864, 864, 0, 0, 0)
    assert await ask(conn, "select count(*) from latest") == [(3,)]
    assert await ask(conn, "select count(distinct (channel, utc_day)) from dirty") == [(12,)]
    assert await ask(conn, "select count(*) from block_payload") == [(0,)]


async def test_the_same_file_twice_changes_nothing(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    path = month(tmp_path, 5, "5", "3", "2")
    await store(database, [path])
    before = (await observations(conn), await deployments(conn))
    await conn.execute("delete from dirty")
    summary = await store(database, [path])
    assert (summary.stored, summary.duplicate, summary.conflict) == (0, 864, 0)
    assert (await observations(conn), await deployments(conn)) == before
    assert await ask(conn, "select count(*) from dirty") == [(0,)]
    assert await ledger(conn) == (1728, 864, 864, 0, 0)


async def test_the_order_of_files_changes_nothing(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    swapped = ("101 (Weg OUT)", "102 (Weg IN)")
    files = [
        month(tmp_path, 4, "5", "5", ""),
        month(tmp_path, 5, "5", "3", "2"),
        month(tmp_path, 6, "5", "", "5"),
        month(tmp_path, 7, "5", "1", "4"),
        month(tmp_path, 8, "5", "2", "3", labels=swapped),
    ]
    await store(database, files)
    forwards = (await observations(conn), await deployments(conn))
    assert len({(row[1], row[4]) for row in forwards[1]}) == 5
    for table in ("import_file", "import_label", "deployment", "observation", "channel"):
        await conn.execute(f"truncate {table} cascade".encode())
    await store(database, [files[i] for i in (3, 0)])
    await store(database, [files[i] for i in (4, 2, 1)])
    assert (await observations(conn), await deployments(conn)) == forwards


async def test_a_swapped_label_turns_the_direction_from_its_file_on(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    swapped = ("101 (Weg OUT)", "102 (Weg IN)")
    files = [month(tmp_path, 5, "5", "3", "2"), month(tmp_path, 6, "5", "2", "3", labels=swapped)]
    await store(database, files)
    change = datetime(2024, 5, 31, 22, tzinfo=UTC)
    loops = [(r[1], r[4], r[7], r[8]) for r in await deployments(conn) if r[6] == "part"]
    assert [(name, direction) for name, direction, _, _ in loops] == [
        ("101", "a"),
        ("101", "b"),
        ("102", "b"),
        ("102", "a"),
    ]
    assert [until for _, _, _, until in loops[::2]] == [change, change]


async def test_deployments_that_change_make_their_days_dirty(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    await store(database, [month(tmp_path, 5, "5", "3", "2"), month(tmp_path, 7, "5", "3", "2")])
    await conn.execute("delete from dirty")
    await store(database, [month(tmp_path, 6, "5", "5", "")])
    marked = await ask(
        conn,
        "select d.source_id, min(utc_day)::text, max(utc_day)::text from dirty"
        " join datastream as d on d.id = datastream group by 1",
    )
    assert marked == [("102", "2024-05-03", "2024-06-30")]


async def test_what_a_person_deployed_stays(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    await store(database, [month(tmp_path, 5, "5", "3", "2")])
    await conn.execute(
        "update deployment as p set factor = 1.1 from channel as c"
        " where c.id = p.channel and c.name = '101'"
    )
    await conn.execute("update site set name = 'Radweg'")
    await conn.execute("update datastream set direction = 'b' where source_id = '101'")
    before = [row for row in await deployments(conn) if row[1] == "101"]
    summary = await store(database, [month(tmp_path, 6, "5", "3", "2")])
    assert [row for row in await deployments(conn) if row[1] == "101"] == before
    assert summary.hands_off == 1
    assert await ask(conn, "select name from site") == [("Radweg",)]
    assert await ask(conn, "select count(*) from datastream") == [(3,)]


async def test_a_revised_file_conflicts_until_it_is_called_a_correction(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    await store(database, [month(tmp_path / "a", 5, "5", "3", "2")])
    rows = day("2024-05-02", "9", "7", "2", hours=range(1))
    revised = bikes(tmp_path / "b", "2024-05.csv", rows)
    summary = await store(database, [revised])
    assert (summary.stored, summary.duplicate, summary.conflict) == (0, 4, 8)
    (loop,) = [d for d in summary.differences.days.values() if d.channel == "101"]
    assert (str(loop.day), loop.readings, loop.old, loop.new) == ("2024-05-02", 4, 12, 28)
    assert await ask(conn, "select count(*), sum(seen) from conflict") == [(8, 8)]
    summary = await store(database, [revised], who="anna")
    assert (summary.stored, summary.corrected, summary.conflict) == (0, 8, 0)
    (loop,) = [d for d in summary.differences.days.values() if d.channel == "101"]
    assert (loop.old, loop.new) == (12, 28)
    assert await ask(
        conn, "select count(*), sum(old_result), sum(new_result), min(who) from superseded"
    ) == [(8, 4 * 8.0, 4 * 16.0, "anna")]
    assert await ask(conn, "select count(*) from conflict where decision = 'accepted'") == [(8,)]
    assert await ledger(conn) == (864 + 12 + 12, 864 + 8, 4 + 4, 8, 0)
    counted = "select sum(result) from observation as o join channel as c on c.id = o.channel"
    assert await ask(conn, f"{counted} where name = '101'") == [(3 * 96 * 3.0 + 16,)]


async def test_undoing_a_correction_puts_the_old_values_back(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    await store(database, [month(tmp_path / "a", 5, "5", "3", "2")])
    before = (await observations(conn), await deployments(conn))
    rows = day("2024-05-02", "9", "7", "2", hours=range(1))
    summary = await store(database, [bikes(tmp_path / "b", "2024-05.csv", rows)], who="anna")
    async with connect(database, "wegwarte_ingest") as ingest:
        undone = await undo(ingest, summary.run, now=NOW)
    assert (undone.erased, undone.restored) == (0, 8)
    assert (await observations(conn), await deployments(conn)) == before
    assert await ask(conn, "select count(*) from superseded") == [(0,)]
    assert await ledger(conn) == (864 + 12, 864, 4, 0, 8)


async def test_undo_takes_out_what_the_run_brought_and_nothing_else(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    may, june = month(tmp_path, 5, "5", "3", "2"), month(tmp_path, 6, "5", "3", "2")
    await store(database, [may])
    before = (await observations(conn), await deployments(conn), await ask(conn, LATEST))
    summary = await store(database, [may, june])
    await conn.execute("delete from dirty")
    async with connect(database, "wegwarte_ingest") as ingest:
        undone = await undo(ingest, summary.run, now=NOW)
        with pytest.raises(UndoError, match="was undone at"):
            await undo(ingest, summary.run, now=NOW)
        with pytest.raises(UndoError, match="no import"):
            await undo(ingest, 999, now=NOW)
    assert undone.erased == 864
    assert (await observations(conn), await deployments(conn), await ask(conn, LATEST)) == before
    assert await ledger(conn) == (3 * 864, 864, 864, 0, 864)
    days = await ask(conn, "select min(utc_day)::text, max(utc_day)::text from dirty")
    assert days[0][1] == "2024-06-03"
    listed = await runs(conn, limit=10)
    assert [run.undone_at is not None for run in listed] == [True, False]


LATEST = "select channel, time, result from latest order by channel"


async def test_a_second_import_waits_for_nobody(database: str, tmp_path: Path) -> None:
    async with connect(database, "wegwarte_ingest") as other:
        await other.execute("select pg_advisory_lock(hashtextextended('wegwarte.import', 0))")
        with pytest.raises(BusyError):
            await store(database, [month(tmp_path, 5, "5", "3", "2")])


async def test_a_bad_file_is_refused_and_the_others_are_stored(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    bad = bikes(tmp_path / "b", "2024-06.csv", [("2024-06-01 00:00", "x", "1", "1")])
    good = month(tmp_path, 5, "5", "3", "2")
    summary = await store(database, [bad, good])
    assert [refused.path for refused in summary.refused] == [bad]
    assert summary.stored == 864
    summary = await store(database, [bad], bad=True)
    assert (summary.stored, summary.skipped) == (2, 1)


async def test_a_measurement_of_tomorrow_is_refused(database: str, tmp_path: Path) -> None:
    path = bikes(tmp_path, "2026-11.csv", [("2026-11-23 00:00", "2", "1", "1")])
    summary = await store(database, [path])
    assert "lies in the future" in str(summary.refused[0].why)


async def test_car_parks_get_their_capacities_from_files_in_any_order(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    row = '"Anzahl Parkplätze gesamt",{}\n'
    texts = {
        "1": HEADER + "2024-10-01 00:00,12,3\n",
        "2": HEADER + row.format('"(700)","(80)"') + "2024-11-01 00:00,12,3\n",
        "3": HEADER + row.format('"(0)","(90)"') + "2024-12-01 00:00,12,3\n",
    }
    files = [parking(tmp_path, f"{name}.csv", text) for name, text in texts.items()]
    for order in ((0, 1, 2), (2, 0, 1)):
        for table in ("import_file", "import_label", "deployment", "fact", "observation"):
            await conn.execute(f"truncate {table} cascade".encode())
        for i in order:
            await store(database, [files[i]], name=PARKING)
        assert await ask(
            conn,
            "select site, value::int, lower(valid)::text, upper(valid)::text from fact"
            " order by 1, lower(valid) nulls first",
        ) == [
            ("ph-theater", 748, None, "2024-10-31 23:00:00+00"),
            ("ph-theater", 700, "2024-10-31 23:00:00+00", None),
            ("pp-sued", 80, "2024-10-31 23:00:00+00", "2024-11-30 23:00:00+00"),
            ("pp-sued", 90, "2024-11-30 23:00:00+00", None),
        ]


async def test_a_capacity_that_a_person_said_stays(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    await store(
        database, [parking(tmp_path, "1.csv", HEADER + "2024-10-01 00:00,12,3\n")], name=PARKING
    )
    await conn.execute("update fact set value = '500', source = 'Tiefbauamt'")
    text = HEADER + '"Anzahl Parkplätze gesamt","(700)","(80)"\n2024-11-01 00:00,12,3\n'
    await store(database, [parking(tmp_path, "2.csv", text)], name=PARKING)
    assert await ask(conn, "select value::int from fact where site = 'ph-theater'") == [(500,)]


async def test_a_capacity_said_before_the_first_file_is_as_good_as_one_said_after_it(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    path = parking(tmp_path, "1.csv", HEADER + "2024-10-01 00:00,12,3\n")
    add = (
        "insert into fact (site, kind, value, valid, source)"
        " values ('ph-theater', 'capacity', '500', '[2024-10-20Z,)', 'Tiefbauamt')"
    )
    await conn.execute("insert into site (id, name, kind) values ('ph-theater', 'x', 'car_park')")
    await conn.execute(add.encode())

    first = await store(database, [path], name=PARKING)
    again = await store(database, [path], name=PARKING)

    assert (first.hands_off, again.hands_off) == (1, 1)
    assert await ask(
        conn,
        "select value::int, lower(valid)::text from fact where site = 'ph-theater'"
        " order by lower(valid) nulls first",
    ) == [(748, None), (500, "2024-10-20 00:00:00+00")]


async def test_a_site_that_was_there_before_names_the_publisher_of_what_it_shows(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    path = parking(tmp_path, "1.csv", HEADER + "2024-10-01 00:00,12,3\n")
    await conn.execute(
        "insert into site (id, name, kind, attribution) values"
        " ('ph-theater', 'x', 'car_park', null), ('pp-sued', 'y', 'car_park', 'Tiefbauamt')"
    )

    await store(database, [path], name=PARKING)

    told = dict(await ask(conn, "select id, attribution from site where name in ('x', 'y')"))
    assert told["pp-sued"] == "Tiefbauamt"
    assert "dl-de" in told["ph-theater"]


async def test_repeated_rows_of_a_file_are_stored_once(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    said = [("17:14", 499), ("17:14", 499), ("17:15", 1), ("17:15", 2)]
    rows = "".join(f"2019-08-20 {time},{free},1\n" for time, free in said)
    path = parking(tmp_path, "1.csv", HEADER + rows)
    summary = await store(database, [path], name=PARKING)
    assert (summary.stored, summary.duplicate, summary.conflict) == (8, 7, 1)
    assert await ask(conn, "select count(*) from observation") == [(8,)]


async def test_a_large_file_is_stored_in_parts(
    database: str, conn: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.recordings.sources.PORTION_ROWS_MAX", 100)
    monkeypatch.setattr("ingest.recordings.sources.PORTION_ROWS_MIN", 50)
    path = month(tmp_path, 5, "5", "3", "2")
    summary = await store(database, [path])
    assert (summary.files, summary.stored) == (1, 864)
    assert await ask(conn, "select count(*) from block") == [(9,)]
    assert len(await deployments(conn)) == 3
    assert (await store(database, [path])).duplicate == 864


async def test_a_datastream_that_a_live_device_answers_is_left_to_it(
    database: str, conn: Connection, tmp_path: Path
) -> None:
    await store(database, [month(tmp_path, 5, "5", "3", "2")])
    await conn.execute("insert into device (id, model) values ('live', 'x')")
    await conn.execute("insert into channel (device, name, property) values ('live', 'a', 'count')")
    await conn.execute("delete from deployment")
    await conn.execute(
        "insert into deployment (channel, datastream, valid)"
        " select c.id, d.id, '[2024-01-01,)' from channel as c, datastream as d"
        " where c.device = 'live' and d.source_id = '101'"
    )
    summary = await store(database, [month(tmp_path, 6, "5", "3", "2")])
    assert summary.stored == 864
    assert summary.hands_off == 3
    assert [row[:2] for row in await deployments(conn)] == [("live", "a")]
