"""Raw readings go into an archive, and no number that rested on them changes by it."""

import gzip
import json
from datetime import timedelta

import numpy as np
import pytest

from analytics.derive import states
from cli import archiving
from cli.failure import FailedError
from store import marks
from store.archive_files import ArchiveError
from tests.analytics.town import utc
from tests.retention.city import LATE, MARCH, NOW, City

pytestmark = pytest.mark.timeout(300)


async def audited(city: City) -> None:
    """See that the ledger agrees as it did when everything lay in the database."""
    assert await city.unaccounted() == city.at_first


async def test_sealing_drops_the_raw_rows_and_restoring_puts_every_one_back(city: City) -> None:
    before, numbers, days = await city.raw(), await city.numbers(), await city.states()

    done = await city.seal()

    kept = await city.raw()
    assert (done.state, done.observations, done.passages) == (
        "sealed",
        sum(row[4] is not None and row[3] is not None for row in before)
        + sum(row[0] in {city.free, city.gate, city.bay} for row in before),
        sum(row[0] == city.lane for row in before),
    )
    assert set(kept) < set(before)
    assert len(kept) < 60  # the edges, from which the days beside it are computed
    assert (await city.numbers(), await city.states()) == (numbers, days)
    await audited(city)

    await city.restore()
    await audited(city)
    await city.derive()

    assert await city.raw() == before
    assert (await city.numbers(), await city.states()) == (numbers, days)


async def test_the_archive_can_be_read_by_anything_and_says_what_it_holds(city: City) -> None:
    before = await city.raw()
    await city.seal()

    folder = city.root / "2025-03"
    manifest = json.loads((folder / "manifest.json").read_text())
    text = gzip.decompress((folder / "observation.csv.gz").read_bytes()).decode().splitlines()
    cars = gzip.decompress((folder / "passage.csv.gz").read_bytes()).decode().splitlines()

    assert text[0] == "device,channel,time,duration_ms,result,quality,run,block"
    assert text[1].startswith("d1,in,2025-03-01 00:00:00+00,900000,")
    assert manifest["observations"]["rows"] + manifest["passages"]["rows"] == len(before)
    assert (len(text) + len(cars) - 2, manifest["program"]) == (len(before), "0.0-test")


async def test_no_number_of_a_sealed_month_changes_but_the_ratio_to_a_corrected_capacity(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    volume = "/api/v1/sites/promenade/indicators/volume?from=2025-03-10&to=2025-03-12"
    occupancy = "/api/v1/sites/theater/indicators/occupancy?period=2025-03&bucket=month&window=24h"
    numbers, days = await city.numbers(), await city.states()
    counted, full = await city.ask(volume, occupancy)
    await city.seal()

    await city.town.store(city.late(*LATE), now=NOW)
    await city.derive()
    monkeypatch.setattr(states, "METHOD_VERSION", states.METHOD_VERSION + 1)
    await marks.mark_everything(city.conn)
    await city.derive()
    assert await city.states() == days
    assert await city.numbers() == numbers

    await city.conn.execute("update fact set value = '100' where site = 'theater'")
    await marks.mark_everything(city.conn)
    await city.derive()

    assert await city.states() == days
    changed = [old for old, new in zip(numbers, await city.numbers(), strict=True) if old != new]
    assert {row[1] for row in changed} == {"occupancy"}
    await city.town.store(city.late(LATE[0]), now=NOW)  # delivered again: refused again
    await audited(city)
    after, halved = await city.ask(volume, occupancy)
    assert [row["value"] for row in after["values"]] == [row["value"] for row in counted["values"]]
    assert [row["late_refused"] for row in after["values"]] == [2, 0]
    assert after["total"]["late_refused"] == 2
    assert "wegwarte archive restore 2025-03" in after["notes"][0]
    assert "late_refused" not in counted["total"]
    free = 1 - full["values"][0]["value"]
    assert halved["values"][0]["value"] == pytest.approx(1 - free / 2)


async def test_mixed_method_versions_are_told_beside_the_number(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    await city.seal()
    older = states.METHOD_VERSION
    monkeypatch.setattr(states, "METHOD_VERSION", older + 1)
    await marks.mark_everything(city.conn)
    await city.derive()

    asked = "/api/v1/sites/promenade/indicators/volume?from=2025-03-30&to={}"
    mixed, alone = await city.ask(asked.format("2025-04-02"), asked.format("2025-03-31"))

    assert mixed["state_versions"] == [older, older + 1]
    assert "several versions" in mixed["notes"][0]
    assert "state_versions" not in alone


async def test_a_late_reading_for_a_sealed_month_is_kept_with_its_remedy_and_counted(
    city: City,
) -> None:
    await city.seal()

    await city.town.store(city.late(LATE[0], utc("2025-04-02 23:45") + timedelta(days=1)), now=NOW)

    kept = await city.town.rows(
        "select cause, detail, readings from rejected_group as g "
        "join rejected as r on r.group_id = g.id"
    )
    ((cause, detail, readings),) = kept
    assert (cause, readings) == ("beyond_raw_horizon", 1)
    assert "wegwarte archive restore 2025-03" in detail
    assert await city.town.rows("select sum(rejected) from ledger") == [(1,)]
    await audited(city)


async def test_what_was_refused_counts_after_the_month_was_restored(city: City) -> None:
    numbers = await city.numbers()
    await city.seal()
    await city.town.store(city.late(*LATE), now=NOW)
    await city.restore()
    await city.derive()
    assert await city.numbers() == numbers

    await city.town.store(city.late(*LATE), now=NOW)  # as a replay does
    await city.derive()

    before = {row[:7]: row[7] for row in numbers}
    gained = {
        row[5:7]: row[7] - before[row[:7]]
        for row in await city.numbers()
        if row[:4] == ("promenade", "volume", "bicycle", "")
    }
    assert {key: more for key, more in gained.items() if more} == {
        ("day", LATE[0].date()): 100.0,
        ("day", LATE[1].date()): 50.0,
        ("month", MARCH): 150.0,
    }
    assert await city.town.rows("select * from refused_late") == []
    await audited(city)

    again = await city.seal()
    assert again.archive == "2025-03.2"


async def test_days_beside_a_sealed_month_are_computed_as_if_it_were_there(city: City) -> None:
    beside = (
        "select datastream, utc_day, state, speeds from day_state "
        "where utc_day not between '2025-03-01' and '2025-03-31' order by 1, 2"
    )
    before = await city.town.rows(beside)
    await city.seal()

    await marks.mark_everything(city.conn)
    await city.derive()
    assert await city.town.rows(beside) == before

    await city.conn.execute(
        "delete from day_state where utc_day not between '2025-03-01' and '2025-03-31'"
    )
    await marks.mark_everything(city.conn)
    await city.derive()
    assert await city.town.rows(beside) == before


async def test_stays_outlive_the_readings_of_their_bay(city: City) -> None:
    stays = await city.stays()
    assert len(stays) > 100
    await city.seal()

    await marks.mark_everything(city.conn)
    await city.derive()
    assert await city.stays() == stays


async def test_readings_as_they_are_stored_name_the_months_that_are_archived(city: City) -> None:
    await city.seal()
    address = "/api/v1/datastreams/1/observations?from=2025-{}&to=2025-{}"

    march, february, april = await city.ask(
        address.format("03-10", "04-02"),
        address.format("02-20", "02-28"),
        address.format("04-02", "04-03"),
    )
    assert march["archived"] == ["2025-03"]
    assert ("archived" in february, "archived" in april) == (False, False)


async def test_a_month_that_may_still_get_readings_is_not_archived(city: City) -> None:
    await city.town.store(city.late(utc("2025-07-02 08:00")), now=NOW)
    with pytest.raises(ArchiveError, match="2025-07 is too new to be archived"):
        await city.seal(MARCH.replace(month=7))
    with pytest.raises(FailedError, match="nothing that was measured in 2024-12"):
        await city.seal(MARCH.replace(year=2024, month=12))


async def test_retention_archives_the_older_months_and_leaves_restored_ones(city: City) -> None:
    done = await archiving.apply(city.task(), keep_months=5)
    assert [f"{one.month:%Y-%m}" for one in done] == ["2025-02", "2025-03"]
    assert await archiving.apply(city.task(), keep_months=5) == []

    await city.restore()
    assert await archiving.apply(city.task(), keep_months=5) == []
    assert np.unique([one.state for one in done]).tolist() == ["sealed"]


async def test_a_damaged_archive_is_not_put_back(city: City) -> None:
    await city.seal()
    kept = await city.raw()
    path = city.root / "2025-03" / "observation.csv.gz"
    path.write_bytes(path.read_bytes()[:-100])

    with pytest.raises(ArchiveError, match=r"observation\.csv\.gz"):
        await city.restore()
    path.unlink()
    with pytest.raises(ArchiveError, match="cannot be read back"):
        await city.restore()

    assert await city.raw() == kept
