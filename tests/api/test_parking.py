"""Parking over HTTP: stays, loads, and what facts change of them."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from store import stays
from store.inventory import facts
from tests.analytics.town import Reading, utc
from tests.api.conftest import serve
from tests.api.parked import NOW, Street, car_park, every_half_hour, street

pytestmark = pytest.mark.database


@pytest.fixture
async def lane(database: str) -> AsyncIterator[Street]:
    async with street(database) as found:
        yield found


async def test_stays_say_how_many_came_how_often_a_space_served_and_how_long(
    lane: Street,
) -> None:
    volume = await lane.value("parking_volume")
    assert (volume["value"], volume["arrivals"], volume["reason"]) == (36, 36, None)
    assert (volume["coverage"], volume["flag"], volume["status"]) == (1, 1, "final")
    # 36 vehicles in six bays for ten hours
    assert (await lane.value("turnover"))["value"] == pytest.approx(0.6)
    assert (await lane.value("mean_parking_duration"))["value"] == pytest.approx(45)
    lasted = await lane.value("parking_duration")
    named = ("value", "p15", "p85", "mean_24h", "n", "n_arrival_unknown")
    assert [lasted[name] for name in named] == [30, 30, 60, 45, 36, 0]
    assert (await lane.answer("parking_duration"))["method"].startswith("Kaplan-Meier")


async def test_the_load_says_when_it_was_full(lane: Street) -> None:
    assert (await lane.value("occupancy"))["value"] == pytest.approx(0.45)
    assert (await lane.value("parking_load"))["value"] == pytest.approx(27)
    peak = await lane.value("peak_occupancy")
    assert (peak["value"], peak["at"]) == (1, "2026-10-24T06:30:00Z")
    full = await lane.value("full_share")
    assert (full["value"], full["share_95"]) == (pytest.approx(0.3), pytest.approx(0.3))
    spells = await lane.value("full_spells")
    assert (spells["value"], spells["n"]) == (0.5, 6)
    hours = await lane.value("hours_at_85")
    assert (hours["value"], hours["known"], hours["expected"]) == (0, 10, 10)


async def test_proxies_of_the_search_need_four_weeks_of_states(lane: Street) -> None:
    asked = {"bucket": "total", "from": "2026-10-23", "to": "2026-10-28"}
    for name in ("saturation_time", "vacancy_duration"):
        early = await lane.value(name, **asked)
        assert (early["value"], early["reason"]) == (None, "insufficient_data"), name

    await lane.weeks_before()
    assert (await lane.value("saturation_time"))["value"] == 180
    assert (await lane.value("saturation_time", **asked))["value"] == 2 * 180 + 3 * 150
    free = await lane.value("vacancy_duration", **asked)
    assert free["value"] == 60  # after a stay of half an hour
    await lane.town.owner.execute(
        "update deployment set valid = tstzrange(%s, null)", (utc("2026-10-05 00:00"),)
    )
    marks = "insert into dirty (datastream, utc_day, cause) select datastream, utc_day, 'test' "
    await lane.town.owner.execute(marks + "from day_state")
    await lane.derive()  # three weeks are known on 27 October, of 28 days that is 75 %, before not
    assert (await lane.value("saturation_time", period="2026-10-25"))["value"] is None
    assert (await lane.value("saturation_time", period="2026-10-27"))["value"] == 150


async def test_a_day_that_is_half_known_has_no_volume_and_no_mean_duration(lane: Street) -> None:
    names = ("parking_volume", "mean_parking_duration", "turnover")
    await lane.town.owner.execute(
        "insert into judgement (datastream, kind, valid) "
        "select id, 'anomalous', tstzrange('2026-10-24 04:00Z', '2026-10-24 11:00Z') "
        "from datastream"
    )
    marks = "insert into dirty (datastream, utc_day, cause) select datastream, utc_day, 'test' "
    await lane.town.owner.execute(marks + "from day_state")
    await lane.derive()

    for name in names:
        told = await lane.value(name, period="2026-10-24")
        assert (told["value"], told["reason"]) == (None, "insufficient_data"), name
        assert (await lane.value(name, period="2026-10-26"))["value"] is not None, name


async def test_a_day_of_25_hours_has_its_own_regulated_hours(lane: Street) -> None:
    sunday = {"period": "2026-10-25"}
    # 08:00 is 07:00Z: the first vehicles of the bays 3 to 5 have left by then
    assert (await lane.value("parking_volume", **sunday))["value"] == 33
    assert (await lane.value("occupancy", **sunday))["value"] == pytest.approx(0.4)
    whole = await lane.value("occupancy", window="24h", **sunday)
    assert whole["value"] == pytest.approx(27 / 150)
    assert (await lane.value("parking_volume", window="24h", **sunday))["value"] == 36


async def test_a_number_of_few_stays_is_withheld_with_the_reason(lane: Street) -> None:
    town = lane.town
    await town.owner.execute("update datastream set role = 'check' where source_id <> 'bay0'")
    await town.owner.execute(
        "insert into dirty (datastream, utc_day, cause) "
        "select datastream, utc_day, 'test' from day_state"
    )
    await lane.derive()

    hour = {"bucket": "hour", "from": "2026-10-24T06:00Z", "to": "2026-10-24T08:00Z"}
    volumes = (await lane.answer("parking_volume", **hour))["values"]
    assert [(v["value"], v["reason"]) for v in volumes] == [(None, "few_stays")] * 2
    turnover = await lane.value("turnover", period="2026-10-24", window="Sa 08-10")
    assert (turnover["value"], turnover["reason"]) == (None, "few_stays")
    assert (await lane.value("parking_volume"))["value"] == 6
    assert (await lane.value("parking_duration"))["reason"] == "insufficient_data"
    night = await lane.value("parking_volume", window="Sa 01-05")
    assert (night["value"], night["reason"]) == (0, None)  # nobody is nobody's secret


async def test_what_debouncing_took_out_stands_beside_what_is_made_of_stays(lane: Street) -> None:
    await lane.say("max_stay", 45.0)
    made = ("parking_volume", "turnover", "mean_parking_duration", "parking_duration")
    names = (*made, "overstay_rate", "vacancy_duration")
    before = {name: await lane.value(name) for name in names}
    assert {(one["merged"], one["dropped"]) for one in before.values()} == {(0, 0)}

    begin = utc("2026-10-24 07:00")
    flaps: list[Reading] = [
        (lane.channels[0], begin + timedelta(seconds=0), 0.0, None),  # free for 20 s in a stay
        (lane.channels[0], begin + timedelta(seconds=20), 1.0, None),
        (lane.channels[1], begin + timedelta(minutes=40), 1.0, None),  # somebody turned there
        (lane.channels[1], begin + timedelta(minutes=40, seconds=50), 0.0, None),
    ]
    await lane.town.store(flaps, now=NOW)
    await lane.derive()

    for name in names:
        after = await lane.value(name)
        assert (after["value"], after["merged"], after["dropped"]) == (before[name]["value"], 1, 1)
    early = await lane.value("turnover", window="Sa 08-09:30")
    assert (early["merged"], early["dropped"]) == (1, 0)
    sunday = await lane.value("turnover", period="2026-10-25")
    assert (sunday["merged"], sunday["dropped"]) == (0, 0)
    kept = "update stay set merged = null, dropped = null where begin_at < '2026-10-24 07:00Z'"
    await lane.town.owner.execute(kept)
    unknown = await lane.value("turnover")
    assert (unknown["value"], unknown["merged"], unknown["dropped"]) == (
        before["turnover"]["value"],
        None,
        None,
    )
    assert (await lane.value("turnover", period="2026-10-25"))["merged"] == 0


async def test_a_limit_of_stays_makes_overstays_and_changes_nothing_else(lane: Street) -> None:
    refused = await lane.client.get("/api/v1/sites/lane/indicators/overstay_rate")
    assert refused.status_code == 404  # nobody has said how long one may park
    before = [await lane.value(one) for one in ("occupancy", "turnover", "parking_duration")]

    await lane.say("max_stay", 45.0)
    over = await lane.value("overstay_rate")
    assert [over[name] for name in ("value", "low", "high", "excess", "n")] == [
        0.5,
        0.5,
        0.5,
        15,
        36,
    ]
    await lane.say("stay_grace", 15.0)
    assert (await lane.value("overstay_rate"))["value"] == 0
    assert before == [
        await lane.value(one) for one in ("occupancy", "turnover", "parking_duration")
    ]


async def test_a_closure_changes_what_is_per_space_on_its_days_and_nothing_else(
    lane: Street,
) -> None:
    names = ("parking_volume", "parking_duration", "parking_load")
    before = [await lane.value(name) for name in names]
    monday = [await lane.value(name, period="2026-10-26") for name in ("occupancy", "turnover")]

    await lane.close("Sat 08:00-18:00", 3)

    assert (await lane.value("occupancy"))["value"] == pytest.approx(0.9)
    assert (await lane.value("turnover"))["value"] == pytest.approx(1.2)
    after = [await lane.value(name) for name in names]
    assert [one["value"] for one in after] == [one["value"] for one in before]
    assert monday == [
        await lane.value(name, period="2026-10-26") for name in ("occupancy", "turnover")
    ]


async def test_a_capacity_changes_occupancy_from_its_day_on_and_no_free_space(
    lane: Street,
) -> None:
    free = every_half_hour(utc("2026-10-22 22:00"), utc("2026-10-26 23:00"), 40.0)
    await car_park(lane, "deck", free)
    days = {"site": "deck", "from": "2026-10-24", "to": "2026-10-26", "window": "24h"}
    spaces = {"site": "deck", "from": "2026-10-24", "to": "2026-10-26"}
    before = await lane.answer("free_spaces", **spaces)
    street_before = await lane.value("occupancy")

    async with lane.town.owner.transaction():
        await facts.say(
            lane.town.owner,
            "deck",
            "capacity",
            160.0,
            since=utc("2026-10-24 22:00"),
            source="test",
        )
    await lane.derive()

    occupancy = (await lane.answer("occupancy", **days))["values"]
    assert [row["value"] for row in occupancy] == [pytest.approx(0.6), pytest.approx(0.75)]
    load = (await lane.answer("parking_load", **days))["values"]
    assert [row["value"] for row in load] == [60 * 24, 120 * 25]
    assert (await lane.answer("free_spaces", **spaces))["values"] == before["values"]
    assert await lane.value("occupancy") == street_before


async def test_a_late_state_parts_a_stay_in_every_number_that_tells_of_it(lane: Street) -> None:
    at = utc("2026-10-24 06:45")
    later = utc("2026-10-24 06:50")
    await lane.town.store(
        [(lane.channels[0], at, 0.0, None), (lane.channels[0], later, 1.0, None)], now=NOW
    )
    asked = {"period": "2026-10-24"}
    address = "/api/v1/sites/lane/indicators/parking_volume"
    stale = await lane.client.get(address, params=asked)
    await lane.derive()

    fresh = await lane.client.get(address, params=asked)
    assert stale.headers["etag"] != fresh.headers["etag"]
    assert fresh.json()["values"][0]["value"] == 37
    assert (await lane.value("parking_load"))["value"] == pytest.approx(27 - 5 / 60)


async def test_the_chance_of_a_space_needs_eight_weeks_and_twenty_days(lane: Street) -> None:
    told = await lane.value("availability", bucket="total", period="2026-10")
    assert (told["value"], told["reason"]) == (None, "insufficient_data")
    assert not any(told["working_days"] or [])

    free = every_half_hour(utc("2026-08-31 22:00"), utc("2026-10-31 23:00"), 40.0)
    full = [(at, 0.0 if at.hour == 9 and at.day % 5 == 0 else value) for at, value in free]
    await car_park(lane, "deck", full)
    month = await lane.value("availability", site="deck", bucket="total", period="2026-09")
    assert (month["value"], month["reason"]) == (None, "insufficient_data")
    assert month["working_days_n"] == [22] * 96
    assert not any(month["working_days"] or [])
    weeks = {"from": "2026-09-01", "to": "2026-11-01"}
    told = await lane.value("availability", site="deck", bucket="total", **weeks)
    assert told["working_days_n"][50] == 44
    at = 11 * 4  # 09:00Z is 11:00 by summer time
    assert told["working_days"][0] == 1
    assert 0.75 < told["working_days"][at] < 0.95
    assert told["working_days_low"][at] < told["working_days"][at] < told["working_days_high"][at]
    assert not any(told["saturdays"] or [])
    scattered = [(at, value) for at, value in free if not 5 < at.day < 27]
    await car_park(lane, "few", scattered)
    few = await lane.value("availability", site="few", bucket="total", **weeks)
    assert (few["value"], few["reason"]) == (None, "insufficient_data")  # 20 alike nowhere
    assert 0 < few["working_days_n"][50] < 20
    fine = await lane.client.get(
        "/api/v1/sites/deck/indicators/availability", params={"bucket": "month"}
    )
    assert (fine.status_code, "bucket=year" in fine.text) == (400, True)


async def test_the_most_at_an_instant_stands_beside_the_peak(lane: Street) -> None:
    peak = await lane.value("peak_occupancy")
    assert (peak["value"], peak["at"]) == (1, "2026-10-24T06:30:00Z")
    assert (peak["most"], peak["most_at"]) == (6, "2026-10-24T06:30:00Z")

    free = every_half_hour(utc("2026-10-23 22:00"), utc("2026-10-24 22:00"), 40.0)
    await car_park(
        lane, "deck", [*free, (utc("2026-10-24 09:07"), 3.0), (utc("2026-10-24 09:09"), 40.0)]
    )
    peak = await lane.value("peak_occupancy", site="deck", window="24h")
    assert peak["value"] == pytest.approx((97 * 2 + 60 * 13) / 15 / 100)
    assert (peak["most"], peak["most_at"]) == (97, "2026-10-24T09:00:00Z")  # by quarter hours
    load = await lane.value("parking_load", site="deck", window="24h")
    assert load["value"] == pytest.approx(60 * 24 + 37 * 2 / 60)
    assert load["offered"] == 100 * 24


async def test_the_most_of_bays_does_not_tell_when_somebody_came(lane: Street) -> None:
    came, left = utc("2026-10-28 09:07"), utc("2026-10-28 09:41")
    bay = lane.channels[0]
    await lane.town.store([(bay, came, 1.0, None), (bay, left, 0.0, None)], now=NOW)
    await lane.derive()

    peak = await lane.value("peak_occupancy", period="2026-10-28", window="24h")

    assert (peak["most"], peak["most_at"]) == (1, "2026-10-28T09:00:00Z")


async def test_below_three_quarters_of_the_time_nothing_is_told_of_fullness(lane: Street) -> None:
    free = every_half_hour(utc("2026-10-23 22:00"), utc("2026-10-24 14:00"), 0.0)
    await car_park(lane, "deck", free)
    for name in ("parking_load", "peak_occupancy", "full_share", "full_spells", "occupancy"):
        told = await lane.value(name, site="deck", window="24h")
        assert told["value"] is None, name
        assert told["coverage"] == pytest.approx(16.5 / 24, abs=0.02)
        assert told["reason"] == "insufficient_data", name
    night = await lane.value("occupancy", site="deck", window="Sun 00-05")  # none of it today
    assert (night["value"], night["reason"]) == (None, "capacity_zero")
    morning = await lane.value("full_spells", site="deck", window="Sat 00-16")
    assert (morning["value"], morning["n"]) == (16, 1)


async def test_bays_looked_at_stand_beside_the_time_without_any(lane: Street) -> None:
    await lane.weeks_before()
    told = await lane.value("saturation_time", window="24h")

    assert told["value"] == 6 * 30  # all six bays are taken for half an hour
    assert told["inspected"] == pytest.approx(1 / (1 - 27 / (6 * 24)))


async def test_a_market_over_both_clock_changes_closes_for_as_long_as_it_lasts(
    lane: Street,
) -> None:
    spring = every_half_hour(utc("2026-03-28 22:00"), utc("2026-03-29 23:00"), 40.0)
    autumn = every_half_hour(utc("2026-10-24 21:00"), utc("2026-10-26 00:00"), 40.0)
    await car_park(lane, "square", spring + autumn)
    await lane.town.owner.execute(
        "insert into closure (site, every, spaces, from_date) "
        "values ('square', 'Sun 00:00-06:00', 50, '2026-01-01')"
    )
    await lane.town.owner.execute(
        "insert into dirty (datastream, utc_day, cause) "
        "select datastream, utc_day, 'closure' from day_state"
    )
    await lane.derive()

    for day, market_h in (("2026-03-29", 5), ("2026-10-25", 7)):
        told = await lane.value("occupancy", site="square", window="24h", period=day)
        taken = 18 * 60 + market_h * 10  # 50 spaces left, 40 of them free
        assert told["value"] == pytest.approx(taken / (18 * 100 + market_h * 50))
        assert told["coverage"] == 1


async def test_single_stays_are_not_served_to_the_public(lane: Street) -> None:
    async with serve(lane.dsn, now=NOW, access="public", peer="192.0.2.1") as public:
        told = await public.get(
            "/api/v1/sites/lane/indicators/parking_volume", params={"period": "2026-10-24"}
        )
        assert told.json()["values"][0]["value"] == 36
        assert "begin_at" not in told.text
        for inner in ("/api/v1/sites/lane/stays", "/api/v1/stays"):
            assert (await public.get(inner)).status_code in {403, 404}


@pytest.mark.parametrize(
    ("indicator", "bucket", "header"),
    [
        (
            "peak_occupancy",
            "day",
            "start;Spitzenauslastung;Zeitpunkt;Höchststand;Zeitpunkt des Höchststands",
        ),
        (
            "availability",
            "year",
            "start;Chance auf einen freien Platz;Montag bis Freitag, 96 Viertelstunden",
        ),
        (
            "parking_volume",
            "day",
            "start;Parkvorgänge;Ankünfte;Verbundene Lücken unter 30 s;"
            "Verworfene Vorgänge unter 60 s;Warum kein Wert",
        ),
    ],
)
async def test_every_detail_has_its_column(
    lane: Street, indicator: str, bucket: str, header: str
) -> None:
    got = await lane.client.get(
        f"/api/v1/sites/lane/indicators/{indicator}",
        params={"period": "2026-10", "bucket": bucket, "format": "csv-de"},
    )

    assert got.status_code == 200, got.text
    first = got.text.lstrip("\ufeff").splitlines()[0].replace('"', "").replace("Datum", "start")
    assert first.startswith(header)


async def test_what_was_made_of_forgotten_stays_is_unknown_and_not_zero(lane: Street) -> None:
    occupancy = await lane.value("occupancy")
    await lane.town.owner.execute(
        "insert into sealed_month (month, state, since, archive, manifest_sha256) "
        "values ('2026-10-01', 'sealed', now(), '2026-10', '')"
    )

    assert await stays.forget(lane.deriver, now=utc("2027-12-05 00:00"))

    for indicator in ("parking_volume", "turnover", "parking_duration"):
        told = await lane.value(indicator)
        assert (told["value"], told["coverage"]) == (None, 0)
    assert await lane.value("occupancy") == occupancy
