"""Car parks of the recordings through import, derive and HTTP, against an oracle in pandas."""

import csv
import gzip
import random
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx2
import pandas as pd
import pytest

from analytics.derive import derive_once
from store.inventory import facts
from store.pool import connect
from tests.api.conftest import serve
from tests.api.fullness_by_hand import ZONE, Quarters, quarters
from tests.api.recorded_parking import DECKS, LOTS, NOW, cut, days_of, load
from tests.fixtures.servers import PostgresServer

pytestmark = [pytest.mark.database, pytest.mark.recordings, pytest.mark.timeout(600)]


@pytest.fixture
def other_database(postgres_server: PostgresServer, template_database: str) -> Iterator[str]:
    """Return the address of a second database, to hold against the first."""
    dsn = postgres_server.create_database(template=template_database)
    yield dsn
    postgres_server.drop_database(dsn)


DECK_SPACES: Final = {"PH Stubengasse": 318, "PH Karstadt": 183, "PP Georgskommende": 272}


def of_decks(files: Sequence[Path], column: str) -> pd.Series:
    """Read the free spaces of a car park of Münster; where an hour comes twice the order tells."""
    walls, values = [], []
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                walls.append(row["Datum und Uhrzeit"])
                values.append(float(row[column]) if row[column] else float("nan"))
    wall = pd.DatetimeIndex(walls)
    second = pd.Series(wall).diff() < pd.Timedelta(0)
    fold = second.cumsum().to_numpy() == 0  # summer time until the clock goes back
    return pd.Series(values, index=wall.tz_localize(ZONE, ambiguous=fold).tz_convert("UTC"))


def of_lots(files: Sequence[Path], column: str) -> pd.Series:
    """Read the free spaces of a car park of another town; an empty cell is no news."""
    table = pd.concat([pd.read_csv(path) for path in files])
    told = pd.Series(
        table[column].to_numpy(),
        index=pd.to_datetime(table["timestamp"], utc=True, format="ISO8601"),
    )
    return told.dropna()


async def asked(
    client: httpx2.AsyncClient, site: str, indicator: str, **params: str
) -> dict[str, Any]:
    got = await client.get(f"/api/v1/sites/{site}/indicators/{indicator}", params=params)
    assert got.status_code == 200, got.text
    said: dict[str, Any] = got.json()
    return said


async def compare(
    client: httpx2.AsyncClient, site: str, whole: Quarters, window: dict[str, str]
) -> None:
    """Hold everything that is said of a month against the oracle."""
    for hours, part in (("24h", whole), ("regulated", whole.regulated())):
        put = {**window, "window": hours}
        days = await asked(client, site, "occupancy", **put)
        told = {row["start"]: row["value"] for row in days["values"] if row["value"] is not None}
        assert told == pytest.approx(part.daily(), rel=1e-9), (site, hours)
        assert days["total"]["value"] == pytest.approx(part.occupancy(), rel=1e-9)
        count = await asked(client, site, "hours_at_85", **put)
        assert count["total"]["value"] == part.hours_at(85), (site, hours)
        assert count["total"]["hours_95"] == part.hours_at(95), (site, hours)
        peak = (await asked(client, site, "peak_occupancy", **put))["total"]
        assert (peak["value"], peak["at"]) == (pytest.approx(part.peak()[0]), part.peak()[1])
        share = (await asked(client, site, "full_share", **put))["total"]
        assert share["value"] == pytest.approx(part.share_at(85))
        assert share["share_95"] == pytest.approx(part.share_at(95))
        spells = (await asked(client, site, "full_spells", **put))["total"]
        assert spells["n"] == len(part.spells()), (site, hours)
        assert spells["value"] == max(part.spells(), default=0) / 4
        load = (await asked(client, site, "parking_load", **put))["total"]
        assert load["value"] == pytest.approx(part.table.occupied.sum() / 3_600)


@pytest.mark.parametrize(
    ("first", "end"), [("2022-10-01", "2022-11-01"), ("2023-03-01", "2023-04-01")]
)
async def test_a_month_of_muenster_with_a_clock_change_is_that_of_the_oracle(
    database: str, tmp_path: Path, first: str, end: str
) -> None:
    files = cut(days_of(DECKS, first, end), tuple(DECK_SPACES), tmp_path)
    await load(database, "muenster-parking", files)
    slugs = {"PH Stubengasse": "ph-stubengasse", "PH Karstadt": "ph-karstadt"}
    slugs |= {"PP Georgskommende": "pp-georgskommende"}
    async with serve(database, now=NOW) as client:
        for column, spaces in DECK_SPACES.items():
            whole = quarters(of_decks(files, column), spaces, hold="30min", begin=first, end=end)
            await compare(client, slugs[column], whole, {"from": first, "to": end})


#: Full three quarters of the time; with more free than it has; with silences of half a day.
LOT_SPACES: Final = {
    "parken-osnabrueck-11": 665,
    "dresden-parken-Pirnaischer-Platz": 135,
    "dresden-parken-Parkhaus-Mitte": 280,
    "bonn-bcp-parken-markt": 305,
}


async def test_a_month_of_other_towns_is_that_of_the_oracle(database: str, tmp_path: Path) -> None:
    first, end = "2023-03-01", "2023-04-01"
    files = cut(days_of(LOTS, first, end), tuple(LOT_SPACES), tmp_path)
    shutil.copy(LOTS / "meta-data.csv", tmp_path / "meta-data.csv")
    await load(database, "german-lots", files)
    sites = await named(database)
    async with serve(database, now=NOW) as client:
        for column, spaces in LOT_SPACES.items():
            whole = quarters(of_lots(files, column), spaces, hold="26h", begin=first, end=end)
            await compare(client, sites[column.lower()], whole, {"from": first, "to": end})


async def named(dsn: str) -> dict[str, str]:
    """Return the id of each site by what its publisher calls it."""
    async with connect(dsn) as conn:
        cursor = await conn.execute(b"select source_id, site from datastream")
        return {str(source): str(site) for source, site in await cursor.fetchall()}


async def test_the_order_of_delivery_changes_no_number(
    database: str, other_database: str, tmp_path: Path
) -> None:
    files = cut(days_of(LOTS, "2022-06-01", "2022-06-10"), tuple(LOT_SPACES), tmp_path / "once")
    shutil.copy(LOTS / "meta-data.csv", tmp_path / "once" / "meta-data.csv")
    await load(database, "german-lots", files)
    shuffled = [_shuffled(path, tmp_path / "again") for path in files]
    random.Random(7).shuffle(shuffled)
    shutil.copy(LOTS / "meta-data.csv", tmp_path / "again" / "meta-data.csv")
    for part in (shuffled[:3], shuffled[2:6], shuffled[5:], shuffled[:1]):
        await load(other_database, "german-lots", part)

    told = []
    for dsn in (database, other_database):
        async with serve(dsn, now=NOW) as client:
            said = []
            for site in sorted((await named(dsn)).values()):
                for indicator in ("occupancy", "hours_at_85", "peak_occupancy", "full_spells"):
                    window = {"from": "2022-06-01", "to": "2022-06-11", "window": "24h"}
                    found = await asked(client, site, indicator, **window)
                    said.append((site, indicator, found["values"], found["total"]))
            told.append(said)
    assert told[0] == told[1]
    assert len(told[0]) == 4 * len(LOT_SPACES)
    assert any(said[3]["value"] for said in told[0])


def _shuffled(path: Path, into: Path) -> Path:
    """Write a file with its rows in any order."""
    into.mkdir(exist_ok=True)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    random.Random(path.name).shuffle(rows)
    with gzip.open(into / path.name, "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return into / path.name


async def test_a_capacity_that_changes_in_the_middle_of_a_day_parts_its_integrals(
    database: str, tmp_path: Path
) -> None:
    first, end = "2023-05-01", "2023-05-09"
    files = cut(days_of(DECKS, first, end), ("PH Stubengasse",), tmp_path)
    await load(database, "muenster-parking", files)
    since = datetime(2023, 5, 4, 10, 7, tzinfo=UTC)
    async with (
        connect(database) as owner,
        connect(database, "wegwarte_derive") as deriver,
        serve(database, now=NOW) as client,
    ):
        async with owner.transaction():
            await facts.say(owner, "ph-stubengasse", "capacity", 250.0, since=since, source="t")
        assert (await derive_once(deriver, NOW)).problems == {}
        spaces = pd.Series(
            [318.0, 250.0], index=pd.DatetimeIndex([datetime(2020, 1, 1, tzinfo=UTC), since])
        )
        whole = quarters(
            of_decks(files, "PH Stubengasse"), spaces, hold="30min", begin=first, end=end
        )
        await compare(client, "ph-stubengasse", whole, {"from": first, "to": end})
        day = "2023-05-04"
        told = await asked(client, "ph-stubengasse", "occupancy", period=day, window="24h")
        before, after = (
            quarters(
                of_decks(files, "PH Stubengasse"),
                n,
                hold="30min",
                begin="2023-05-04",
                end="2023-05-05",
            ).occupancy()
            for n in (318, 250)
        )
    assert after < told["total"]["value"] < before


async def test_a_group_of_decks_is_a_ratio_of_sums_of_the_same_quarter_hours(
    database: str, tmp_path: Path
) -> None:
    first, end = "2022-10-01", "2022-11-01"
    files = cut(days_of(DECKS, first, end), tuple(DECK_SPACES), tmp_path)
    await load(database, "muenster-parking", files)
    async with connect(database) as conn:
        await conn.execute("insert into site_group (id, name) values ('mitte', 'Mitte')")
        await conn.execute(
            "insert into site_group_member (site_group, site, valid) "
            "select 'mitte', id, tstzrange(null, null) from site"
        )
    parts = [
        quarters(of_decks(files, column), spaces, hold="30min", begin=first, end=end).table
        for column, spaces in DECK_SPACES.items()
    ]
    wanted = sum(DECK_SPACES.values()) * 900
    table = sum(parts[1:], start=parts[0])
    table = table.where(table.offered >= 0.9 * wanted, 0.0)  # the coverage rule of groups
    table["known"] = table.offered / wanted * 900
    whole = Quarters(table)

    async with serve(database, now=NOW) as client:
        said = {}
        for key in ("occupancy", "hours_at_85", "peak_occupancy", "full_spells", "hour_30"):
            bucket = "total" if key == "hour_30" else "day"
            got = await client.get(
                f"/api/v1/groups/mitte/indicators/{key}",
                params={"from": first, "to": end, "window": "24h", "bucket": bucket},
            )
            assert got.status_code == 200, got.text
            said[key] = got.json()["total"]
        more = (
            await client.get(
                "/api/v1/groups/mitte/what-if",
                params={"from": first, "to": end, "window": "24h", "spaces": "-80", "demand": "5"},
            )
        ).json()

    assert said["occupancy"]["value"] == pytest.approx(whole.occupancy())
    assert said["hours_at_85"]["value"] == whole.hours_at(85)
    assert (said["peak_occupancy"]["value"], said["peak_occupancy"]["at"]) == (
        pytest.approx(whole.peak()[0]),
        whole.peak()[1],
    )
    assert (said["full_spells"]["n"], said["peak_occupancy"]["most"]) == (len(whole.spells()), None)
    hours = table.groupby(table.index.floor("h")).sum()
    hours = hours[(hours.known >= 0.75 * 3_600) & (hours.offered > 0)]
    ranked = (hours.occupied / hours.offered).sort_values(ascending=False)
    assert said["hour_30"]["value"] == pytest.approx(ranked.iloc[29])
    # 80 spaces fewer and 5 % more who come, cut at what is left
    share = (sum(DECK_SPACES.values()) - 80) / sum(DECK_SPACES.values())
    fewer = table.copy()
    fewer["offered"] = table.offered * share
    fewer["occupied"] = (table.occupied.clip(0, table.offered) * 1.05).clip(upper=fewer.offered)
    assert more["low"]["hours_at_85"] == Quarters(fewer).hours_at(85)
    assert more["low"]["occupancy"] == pytest.approx(Quarters(fewer).occupancy())
