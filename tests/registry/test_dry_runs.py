"""What a rehearsal says of numbers is what the API answers otherwise once the change is made."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from analytics.civil import Bucket
from analytics.derive import derive_once
from analytics.indicators import METHODS
from analytics.indicators.groups import BUCKETS
from analytics.topic import Indicator
from devices.properties import Property
from tests.analytics.town import Reading, Town, every_quarter, utc
from tests.api.conftest import serve
from tests.registry.town import NOW, Terminal, in_town, rows

pytestmark = [pytest.mark.database, pytest.mark.timeout(600)]

BEGIN = utc("2026-05-20 00:00")
DAYS = 24
#: Said beside a number, and no part of what a rehearsal speaks of.
BESIDE = {"estimate", "status", "revision", "notes", "as_of", "computed_at", "watermark"}
FINEST = (Bucket.DAY, Bucket.MONTH, Bucket.YEAR)
#: Each is rehearsed and then made, one after the other.
CAR_PARKS = (
    "site change theater --remarks renovated",
    "site fact theater capacity 60 --from 2026-06-01",
    "site fact theater opening_hours Mo-Sa_06:00-22:00 --from 2026-06-05",
    "site fact theater regulated_hours Mo-Fr_09:00-17:00",
    "close theater --every Tue_06:00-14:00 --from 2026-06-01",
    "close theater --spaces 5 --every Mo-Su_00:00-24:00 --from 2026-06-10 --to 2026-06-12",
    "mark theater out-of-service --from 2026-06-08 --to 2026-06-09",
    "anchor theater 20 --at 2026-06-02T12:00Z",
    "group join altstadt dom --at 2026-06-01T00:00Z",
    "group leave altstadt dom --at 2026-06-06T00:00Z",
)
COUNTERS = (
    "site change promenade --land NI",
    "holiday add Schützenfest --from 2026-06-08",
    "holiday add Fest --from 2026-06-09 --kind school --site promenade",
    "site fact promenade road_capacity 40",
    "device recalibrate d1 --factor 2 --at 2026-06-10T00:00Z",
    "mark promenade anomalous --from 2026-06-03 --to 2026-06-04",
    "mark promenade atypical --from 2026-06-11 --to 2026-06-12",
    "campaign add ring d9 --from 2026-06-01 --to 2026-06-05",
    "device turn d1 --at 2026-06-09T00:00Z",
)
RADARS = ("site fact lane speed_limit 25", "site fact lane capacity 7")


#: What the API is asked about, of the hundred and more that a rehearsal compares.
ASKED = (
    *("occupancy", "free_spaces", "peak_occupancy", "parking_load", "full_share", "hours_at_85"),
    *("volume", "dtv", "dtv_w", "dtv_w5", "aawdt", "adt", "hourly_profile", "directional_split"),
    *("utilisation", "v85", "mean_speed", "share_over_limit"),
)


async def car_parks(town: Town) -> None:
    """Make two car parks."""
    history: list[Reading] = []
    for at, (site, spaces) in enumerate((("theater", 50.0), ("dom", 30.0))):
        await town.site(site, "car_park", capacity=spaces)
        free = await town.state(
            site, f"free-{site}", Property.FREE_SPACES, since=BEGIN, hold_max_s=20_000
        )
        history += [
            (free, BEGIN + timedelta(hours=3 * n), float((n * (7 + at)) % 30), None)
            for n in range(8 * DAYS)
        ]
    await town.store(history, now=NOW)
    await derive_once(town.owner, NOW)


async def counters(town: Town) -> None:
    """Make a counter, and one that stands nowhere yet but has counted."""
    for site in ("promenade", "ring"):
        await town.site(site)
    counter = await town.counter("promenade", "in", since=BEGIN, direction="a")
    spare = [
        await town.channel(f"bicycles-{way}", Property.COUNT, device="d9") for way in ("a", "b")
    ]
    await town.owner.execute("update device set model = 'wegwarte-bicycle-counter-1'")
    await town.owner.execute("update channel set name = 'bicycles-a' where name = 'in'")
    counts = [float(n % 9) for n in range(96 * DAYS)]
    begin = utc("2026-06-01 00:00")
    spared = [
        one
        for way in spare
        for one in every_quarter(way, begin, [float(n % 4) for n in range(576)])
    ]
    await town.store([*every_quarter(counter, BEGIN, counts), *spared], now=NOW)
    await derive_once(town.owner, NOW)


async def radars(town: Town) -> None:
    """Make a radar that sees single vehicles."""
    await town.site("lane")
    cars = await town.channel("cars", Property.PASSAGE, device="radar")
    lane = await town.datastream("lane", Property.PASSAGE, "cars", direction="a")
    await town.deploy(cars, lane, BEGIN)
    times = [BEGIN + timedelta(minutes=11 * n) for n in range(DAYS * 120)]
    await town.pass_by(cars, times, now=NOW)
    await derive_once(town.owner, NOW)


async def derive(town: Town) -> None:
    """Derive what is dirty."""
    await derive_once(town.owner, NOW)


Said = dict[tuple[str, str, str], Any]


def answers(database: str, sites: Sequence[str]) -> Said:
    """Return what the API says of every indicator of sites and of their group."""

    async def asked() -> Said:
        found: Said = {}
        async with serve(database, now=NOW) as client:
            for indicator in map(Indicator, ASKED):
                bucket = next(one for one in FINEST if one in METHODS[indicator].buckets)
                for site in sites:
                    address = f"/api/v1/sites/{site}/indicators/{indicator}"
                    said = await told(client, address, bucket)
                    found[site, indicator.value, ""] = said
                    for more in ("&window=24h", "&direction=a") if said else ():
                        found[site, indicator.value, more] = await told(
                            client, address, bucket, more
                        )
            for indicator in (one for one in BUCKETS if one in ASKED):
                bucket = next(one for one in FINEST if one in BUCKETS[indicator])
                address = f"/api/v1/groups/altstadt/indicators/{indicator}"
                found["altstadt", indicator.value, ""] = await told(client, address, bucket)
        return found

    return asyncio.run(asked())


async def told(
    client: httpx2.AsyncClient, address: str, bucket: Bucket, more: str = ""
) -> list[dict[str, Any]] | None:
    """Ask for a year; None where there is no such answer."""
    answer = await client.get(f"{address}?period=2026&bucket={bucket.value}{more}")
    if answer.status_code == 404 or (more and answer.status_code == 400):
        return None  # nothing of the kind is there, or it has no such meaning
    assert answer.status_code == 200, answer.text
    said = answer.json()
    return [without(one) for one in [*said["values"], said["total"]]]


def same(one: list[dict[str, Any]] | None, other: list[dict[str, Any]] | None) -> bool:
    """Whether two answers say the same; none says as much as one that knows nothing."""
    if one is None or other is None:
        return all(said["value"] is None for said in [*(one or []), *(other or [])])
    return one == other


def without(said: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is said beside a number."""
    return {key: value for key, value in said.items() if key not in BESIDE}


def states(database: str) -> dict[int, list[Any]]:
    """Return the day states of each datastream."""
    found: dict[int, list[Any]] = {}
    for datastream, *rest in rows(
        database, "select datastream, utc_day, state, speeds from day_state order by 1, 2"
    ):
        found.setdefault(datastream, []).append(rest)
    return found


@pytest.mark.parametrize(
    ("build", "sites", "changes"),
    [
        pytest.param(car_parks, ("theater",), CAR_PARKS, id="car parks"),
        pytest.param(counters, ("promenade", "ring"), COUNTERS, id="counters"),
        pytest.param(radars, ("lane",), RADARS, id="radars"),
    ],
)
def test_what_a_rehearsal_says_is_what_the_change_does(
    terminal: Terminal,
    build: Callable[[Town], Awaitable[None]],
    sites: Sequence[str],
    changes: Sequence[str],
) -> None:
    in_town(terminal.database, build)
    terminal.run("group", "add", "Altstadt")
    if "theater" in sites:
        terminal.run("group", "join", "altstadt", "theater", "--ever")
    before, was = answers(terminal.database, sites), states(terminal.database)
    changing = 0
    for change in changes:
        words = [word.replace("_", " ") if ":" in word else word for word in change.split()]
        claimed = terminal.json(*words, "--dry-run")
        assert rows(terminal.database, "select count(*) from dirty") == [(0,)]
        assert states(terminal.database) == was, change

        terminal.run(*words)
        in_town(terminal.database, derive)

        after, now = answers(terminal.database, sites), states(terminal.database)
        differing = {
            (of, name)
            for of, name, hours in before.keys() | after.keys()
            if not same(before.get((of, name, hours)), after.get((of, name, hours)))
        }
        found = claimed["answers"]
        said = {
            (one["of"], name)
            for one in [*found["sites"], *found["groups"]]
            for name in one["indicators"]
            if name in ASKED
        }
        assert said == differing, change
        moved = {key for key in was.keys() | now.keys() if was.get(key) != now.get(key)}
        counted = {one["datastream"] for one in claimed["touched"] if one["before"] != one["after"]}
        # A rehearsal gives new datastreams numbers that nobody gets afterwards.
        assert counted & was.keys() == moved & was.keys(), change
        assert len(counted) == len(moved), change
        assert found["not_compared"] == []
        changing += bool(differing)
        before, was = after, now
    assert changing >= len(changes) - 2


def test_a_rehearsal_says_in_words_what_no_day_tells(terminal: Terminal) -> None:
    in_town(terminal.database, counters)

    told = terminal.run("site", "change", "promenade", "--land", "NI", "--dry-run")
    nothing = terminal.run("site", "change", "promenade", "--remarks", "wide", "--dry-run")

    assert "promenade: " in told
    assert "days of another type, from 2026-" in told
    assert "answers of 2026 would be others: " in told
    assert "no number would change" in nothing
    assert terminal.json("site", "show", "promenade")["land"] == "NW"
