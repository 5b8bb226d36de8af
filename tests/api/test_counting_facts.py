"""What people say of a counter changes the right numbers and only those; holidays of the Land."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx2
import numpy as np
import pytest

from analytics.civil import day_start_ms, from_ms
from analytics.counting.hours import Days, civil_days
from analytics.derive import derive_once
from devices.properties import Property
from store.inventory import judgements
from store.inventory.judgements import Kind
from store.pool import connect
from tests.analytics.town import Reading, Town, utc
from tests.api.conftest import serve

pytestmark = pytest.mark.database

BERLIN: Final = ZoneInfo("Europe/Berlin")
NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
YEAR: Final = civil_days(date(2023, 1, 1), date(2023, 12, 31), BERLIN)
#: The week of a fair.
FAIR: Final = (utc("2023-06-04 22:00"), utc("2023-06-11 22:00"))
_HOUR: Final = 3600


def riders(days: Days) -> Any:  # noqa: ANN401
    """Return 30 an hour before noon and 50 after on weekdays, 20 at weekends."""
    return np.where(days.weekday[days.day] < 5, np.where(days.hour < 12, 30.0, 50.0), 20.0)


def readings(channel: int, hourly: Any, days: Days = YEAR) -> list[Reading]:  # noqa: ANN401
    begin = from_ms(days.first_quarter * 900_000)
    return [
        (channel, begin + timedelta(hours=k), float(value), _HOUR)
        for k, value in enumerate(hourly.tolist())
    ]


async def counter(town: Town, hourly: Any, *, direction: str = "a") -> None:  # noqa: ANN401
    channel = await town.counter(
        "allee",
        f"c-{direction}",
        since=utc("2022-01-01 00:00"),
        direction=direction,
        nominal_s=3600,
    )
    await town.store(readings(channel, hourly), now=NOW)


async def judged(town: Town, kind: Kind, factor: float | None = None) -> None:
    """Say something of the week of the fair."""
    async with town.owner.transaction():
        await judgements.judge(
            town.owner, site="allee", datastream=None, kind=kind, since=FAIR[0], until=FAIR[1],
            factor=factor, reason="Kirmes", now=NOW,
        )  # fmt: skip
    await derive_once(town.owner, NOW)


class Asked:
    """Numbers of 2023, by HTTP."""

    def __init__(self, client: httpx2.AsyncClient, site: str = "allee") -> None:
        self._client = client
        self._site = site

    async def row(self, key: str, **asked: str) -> dict[str, Any]:
        words = {"bucket": "total"} | (asked if "from" in asked else {"period": "2023"} | asked)
        answer = await self._client.get(
            f"/api/v1/sites/{self._site}/indicators/{key}", params=words
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()["total"]
        return found

    async def values(self, *keys: str) -> dict[str, Any]:
        return {key: (await self.row(key))["value"] for key in keys}


COUNTED: Final = ("volume", "dtv", "dtv_simple", "dtv_w5", "mn", "design_hour_volume")
KEPT: Final = ("volume", "dtv", "dtv_w", "weekday_profile")
TYPICAL: Final = ("hourly_profile", "weekday_profile", "fer", "bfr", "weekend_index")


async def test_an_atypical_week_leaves_profiles_and_factors_but_stays_in_what_was_counted(
    database: str,
) -> None:
    fair = riders(YEAR)
    week = (YEAR.number >= 19513) & (YEAR.number < 19520)  # 5 to 11 June 2023
    fair[week[YEAR.day] & (YEAR.hour >= 20)] = 900.0
    async with connect(database) as conn:
        town = Town(conn)
        await town.site("allee")
        await counter(town, fair)
        await derive_once(conn, NOW)
        async with serve(database, now=NOW) as client:
            asked = Asked(client)
            counted, bent = await asked.values(*COUNTED), await asked.values(*TYPICAL)
            tuesday = {"from": "2023-06-06", "to": "2023-06-07"}
            assert (await asked.row("unusual_hours", **tuesday))["value"] == 4
            short = await asked.row(
                "design_hour_volume", **{"from": "2023-01-01", "to": "2023-12-31"}
            )
            assert (short["value"], short["reason"]) == (None, "insufficient_data")  # not a year
            await judged(town, "atypical")
            assert await asked.values(*COUNTED) == counted
            straight = await asked.values(*TYPICAL)
    assert all(straight[key] != bent[key] for key in ("hourly_profile", "weekday_profile"))
    assert straight["hourly_profile"] == pytest.approx(_share(riders(YEAR), week))
    assert straight["bfr"] == pytest.approx(1.0)
    assert straight["weekend_index"] == pytest.approx(20 / 40, rel=1e-3)  # one day of 25 hours


def _share(hourly: Any, without: Any) -> float:  # noqa: ANN401
    """Return the greatest hour's share of the mean day, of the days that are left."""
    table = np.full((len(YEAR), 24), np.nan)
    table[YEAR.day, YEAR.hour] = hourly
    mean = np.nanmean(table[~without], axis=0)
    return float(mean.max() / mean.sum())


async def test_an_anomalous_week_is_unknown_and_estimated_and_leaves_dtv_as_it_was(
    database: str,
) -> None:
    async with connect(database) as conn:
        town = Town(conn)
        await town.site("allee")
        await counter(town, riders(YEAR))
        await derive_once(conn, NOW)
        async with serve(database, now=NOW) as client:
            asked = Asked(client)
            before = await asked.values(*KEPT)
            await judged(town, "anomalous")
            after = await asked.values(*KEPT)
            year, june = await asked.row("volume"), await asked.row("volume", period="2023-06")
            dtv = await asked.row("dtv")
            week = {"from": "2023-06-05", "to": "2023-06-08"}
            three = [await asked.row("volume", **week, bucket=b) for b in ("15min", "hour", "day")]
    # Friday to Sunday lack 40 an hour, the four before them too: 5 working days, 2 weekend days.
    lost = 5 * 960 + 2 * 480
    assert after["volume"] == before["volume"] - lost
    for key in ("dtv", "weekday_profile"):
        assert after[key] == pytest.approx(before[key])
    assert after["dtv_w"] > before["dtv_w"]  # a Saturday less, and but four working days
    assert dtv["low"] < dtv["value"] < dtv["high"]
    assert dtv["days"] == 358
    assert three[0]["estimate"] == three[1]["estimate"] == three[2]["estimate"]
    assert three[0]["estimate"]["value"] == pytest.approx(3 * 960, rel=0.01)
    assert june["coverage"] == pytest.approx(23 / 30, rel=1e-3)
    assert june["estimate"] is None  # more than 15 % of its days would be estimated
    # Corpus Christi, in this week, is taken for what Sundays and holidays around it were.
    probably = year["estimate"]["value"] - year["value"]
    assert lost - 480 <= probably <= lost
    assert year["estimate"]["low"] <= year["estimate"]["value"] <= year["estimate"]["high"]
    assert year["estimate"]["method"] == "day-type profile"


async def test_a_calibrated_week_is_multiplied_in_volumes_and_in_no_share(database: str) -> None:
    async with connect(database) as conn:
        town = Town(conn)
        await town.site("allee")
        await counter(town, riders(YEAR))
        await counter(town, riders(YEAR) * 3, direction="b")
        await derive_once(conn, NOW)
        async with serve(database, now=NOW) as client:
            asked = Asked(client)
            before = await asked.values("volume", "dtv_simple", "directional_split")
            await judged(town, "calibrated", 2.0)
            after = await asked.values("volume", "dtv_simple", "directional_split")
            (dtv,) = (await asked.values("dtv")).values()
        stored = await town.rows(
            "select value from indicator"
            " where indicator = 'dtv' and bucket = 'year' and direction = ''"
            " and start = '2023-01-01'"
        )
        revised = await town.rows(
            "select new_value, cause from indicator_revision"
            " where indicator = 'dtv' and direction = '' and start = '2023-01-01'"
        )
    assert stored == [(dtv,)]
    assert [value for value, _ in revised] == [dtv]
    assert revised[0][1]  # says why
    more = 4 * (5 * 960 + 2 * 480)
    assert after["volume"] == before["volume"] + more
    assert after["dtv_simple"] == pytest.approx(before["dtv_simple"] + more / 365)
    assert after["directional_split"] == before["directional_split"] == 0.25


async def test_a_campaign_gives_no_year_but_an_estimate_and_the_mean_of_its_days(
    database: str,
) -> None:
    async with connect(database) as conn:
        town = Town(conn)
        await town.site("allee")
        channel = await town.channel("c", Property.COUNT)
        stream = await town.datastream("allee", Property.COUNT, "c", nominal_s=3600)
        await town.deploy(channel, stream, utc("2023-05-31 22:00"), utc("2023-06-14 22:00"))
        await conn.execute(b"update deployment set campaign = true")
        await town.store(readings(channel, riders(YEAR)), now=NOW)
        await derive_once(conn, NOW)
        async with serve(database, now=NOW) as client:
            asked = Asked(client)
            dtv, adt = await asked.row("dtv"), await asked.row("adt")
            june = await asked.row("adt", period="2023-06")
            volume = await asked.row("volume")
            answer = await client.get(
                "/api/v1/sites/allee/indicators/volume",
                params={"period": "2023", "bucket": "year", "as_of": "2026-11-22T12:00:00Z"},
            )
            (then,) = answer.json()["values"]
    assert (volume["value"], volume["status"]) == (None, "estimated")
    assert {key: then[key] for key in ("value", "status", "estimate")} == {
        key: volume[key] for key in ("value", "status", "estimate")
    }
    assert (dtv["value"], dtv["reason"]) == (None, "insufficient_data")
    assert (adt["value"], adt["status"]) == (None, "estimated")
    assert june["value"] == pytest.approx((10 * 960 + 4 * 480) / 14)
    assert adt["estimate"]["value"] == june["value"]
    assert june["days"] == 14


async def test_a_site_with_several_modes_wants_to_know_which(database: str) -> None:
    async with connect(database) as conn:
        town = Town(conn)
        await town.site("allee")
        for mode, level, way in (("motor", 4.0, "a"), ("heavy", 1.0, "b")):
            await counter(town, riders(YEAR) * level, direction=way)
            await conn.execute(
                b"update datastream set mode = %s, direction = 'a' where source_id = %s",
                (mode, f"c-{way}"),
            )
        await derive_once(conn, NOW)
        async with serve(database, now=NOW) as client:
            answer = await client.get(
                "/api/v1/sites/allee/indicators/dtv", params={"period": "2023", "bucket": "year"}
            )
            asked = Asked(client)
            of = {mode: (await asked.row("dtv", mode=mode))["value"] for mode in ("motor", "heavy")}
            heavy = await asked.row("heavy_share")
    assert answer.status_code == 400
    assert "modes are never added" in answer.json()["detail"]
    assert "mode=heavy" in answer.json()["remedy"]
    assert of["motor"] == pytest.approx(4 * of["heavy"])
    assert (heavy["value"], heavy["heavy"] * 4) == (0.25, heavy["motor"])


FIRST, LAST = date(2019, 1, 1), date(2029, 12, 31)


async def daily(town: Town, site: str, first: date = FIRST, last: date = LAST) -> None:
    """Count whole civil days, from 2019 to 2029 in general."""
    channel = await town.channel(f"c-{site}", Property.COUNT)
    stream = await town.datastream(site, Property.COUNT, f"c-{site}", nominal_s=86_400)
    await town.deploy(channel, stream, utc("2018-01-01 00:00"))
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    starts = [from_ms(day_start_ms(day, BERLIN)) for day in [*days, last + timedelta(days=1)]]
    await town.store(
        [
            (channel, begin, 100.0, int((end - begin).total_seconds()))
            for begin, end in pairwise(starts)
        ],
        now=NOW,
    )


def easter(year: int) -> date:
    """Return Easter Sunday (Gauss, as corrected by Lichtenberg, for 1900 to 2099)."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    day = 22 + d + e - (7 if d == 29 or (d == 28 and e == 6 and a > 10) else 0)
    return date(year, 3, 1) + timedelta(days=day - 1)


def sundays_and_holidays(year: int, *, epiphany: bool) -> int:
    fixed = [(1, 1), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26)] + [(1, 6)] * epiphany
    free = {date(year, *one) for one in fixed}
    free |= {easter(year) + timedelta(days=k) for k in (-2, 1, 39, 50, 60)}
    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    every = (date(year, 1, 1) + timedelta(days=k) for k in range(length))
    return len(free | {day for day in every if day.weekday() == 6})


async def test_holidays_are_those_of_the_land_from_2019_to_2029(database: str) -> None:
    later = datetime(2030, 6, 1, tzinfo=UTC)
    async with connect(database) as conn:
        town = Town(conn)
        for site in ("telgte", "passau"):
            await town.site(site)
            await daily(town, site)
        await conn.execute(b"update site set land = 'BY' where id = 'passau'")
        await derive_once(conn, later)
        async with serve(database, now=later) as client:
            for site, epiphany in (("telgte", False), ("passau", True)):
                asked = Asked(client, site)
                for year in range(2019, 2030):
                    row = await asked.row("dtv_s", period=str(year))
                    assert row["days"] == sundays_and_holidays(year, epiphany=epiphany), year
                    assert row["value"] == 100
            july = {"period": "2023-07", "bucket": "total"}
            summer = {
                site: (await Asked(client, site).row("dtv_u", **july))["days"]
                for site in ("telgte", "passau")
            }
    # Summer 2023: 22 June to 4 August in NW; in BY from 31 July, a Monday.
    assert summer == {"telgte": 26, "passau": 1}
