"""The town behaves as a town: capacity, rush hours, holidays, events, platoons, given speeds."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from devices.properties import Direction
from firmware_sim.bay import Bay
from firmware_sim.bay import Settings as BaySettings
from firmware_sim.bicycle_counter import BicycleCounter
from firmware_sim.bicycle_counter import Settings as CounterSettings
from firmware_sim.car_park import CarPark
from firmware_sim.car_park import Settings as CarParkSettings
from firmware_sim.demand import Event, Town
from firmware_sim.environment import Environment
from firmware_sim.environment import Settings as AirSettings
from firmware_sim.fleet import DeviceFacts, Site
from firmware_sim.place import Place
from firmware_sim.radar import Radar
from firmware_sim.radar import Settings as RadarSettings
from firmware_sim.weather import DAY_US, HOUR_US, Weather

ZONE = ZoneInfo("Europe/Berlin")


def at(text: str) -> int:
    """Return an instant, of local time. [us since 1970]."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp()) * 1_000_000


def town(state: str = "NW", events: tuple[Event, ...] = ()) -> Town:
    return Town(
        seed=1,
        time_zone=ZONE,
        market_weekdays=frozenset({3}),
        weather=Weather(1),
        state=state,
        events=events,
    )


def place(of: Town | None = None, capacity: int | None = None, device: str = "d") -> Place:
    facts = DeviceFacts(id=device, model="m", name="D", settings=None)
    site = Site(
        id="s", name="S", kind="car_park", lat=52, lon=7.8, capacity=capacity, devices=(facts,)
    )
    return Place(seed=1, town=of or town(), site=site, device=facts)


def test_people_go_into_town_in_the_morning_and_home_in_the_afternoon() -> None:
    here = town()

    into = here.motor_per_h(at("2026-11-18 07:30"), Direction.A)
    out = here.motor_per_h(at("2026-11-18 07:30"), Direction.B)
    home = here.motor_per_h(at("2026-11-18 17:00"), Direction.B)

    assert into > 2 * out
    assert home > 1.5 * here.motor_per_h(at("2026-11-18 17:00"), Direction.A)


@pytest.mark.parametrize("direction", [Direction.A, Direction.B])
def test_a_working_day_adds_up_to_its_total(direction: Direction) -> None:
    here = town()
    day = at("2026-11-18 12:00") // DAY_US

    total = here.day(day).motor[direction].sum() / 12

    assert 0.85 < total < 1.15


def test_a_public_holiday_is_like_a_sunday_where_it_is_kept() -> None:
    """All Saints' Day 2027 is a Monday: a holiday in North Rhine-Westphalia, none in Berlin."""
    kept, not_kept = town(), town(state="BE")
    morning = at("2027-11-01 07:30")

    assert kept.is_holiday(datetime(2027, 11, 1, tzinfo=UTC).date())
    assert kept.motor_per_h(morning, Direction.A) < not_kept.motor_per_h(morning, Direction.A) / 3


def test_an_event_draws_people_while_it_lasts_and_only_of_its_kind() -> None:
    festival = Event(
        name="Lichterfest",
        begin=datetime(2026, 11, 18, 18),  # noqa: DTZ001 -- local time, as the fleet file has it
        until=datetime(2026, 11, 18, 22),  # noqa: DTZ001
        factor=2.0,
        of=("bicycle",),
    )
    usual, festive = town(), town(events=(festival,))
    during, after = at("2026-11-18 20:00"), at("2026-11-18 22:30")

    for time_us, factor in ((during, 2.0), (after, 1.0)):
        assert festive.bicycles_per_h(time_us, Direction.A) == pytest.approx(
            factor * usual.bicycles_per_h(time_us, Direction.A)
        )
    assert festive.motor_per_h(during, Direction.A) == usual.motor_per_h(during, Direction.A)


def test_a_car_park_is_never_fuller_than_it_is_large() -> None:
    full = CarPark(place(capacity=20), CarParkSettings(cars_per_space=40, permit_share=0.1))

    free = [
        said.value
        for said in full.measurements(at("2026-11-18 00:00"), at("2026-11-18 23:59"))
        if said.channel == "free"
    ]

    assert min(value for value in free if value is not None) == 0
    assert max(value for value in free if value is not None) <= 18


def test_stays_are_log_normal_with_the_given_median() -> None:
    minutes = []
    for number in range(300):
        bay = Bay(
            place(device=f"d{number}"),
            BaySettings(arrivals_per_h=20, stay_median_min=30, stay_spread=0.6, night_share=0),
        )
        begin, end = at("2026-11-18 08:00"), at("2026-11-18 15:00")
        stays = [s for s in bay.stays(begin, end) if begin < s[0] < end]
        minutes += [(until - came) / 60e6 for came, until in stays]

    logs = np.log(minutes)
    assert len(minutes) > 1_000
    assert np.exp(np.median(logs)) == pytest.approx(30, rel=0.08)
    assert logs.std() == pytest.approx(0.6, rel=0.08)


def test_speeds_have_the_given_v85() -> None:
    radar = Radar(place(), RadarSettings(daily=40_000, v85_km_h=57, speed_spread_km_h=7))

    speeds = [
        said.speed_km_h
        for said in radar.measurements(at("2026-11-18 06:00"), at("2026-11-18 20:00"))
        if said.speed_km_h is not None
    ]

    assert len(speeds) > 20_000
    assert np.quantile(speeds, 0.85) == pytest.approx(57, abs=0.3)


def test_a_traffic_light_bunches_vehicles() -> None:
    settings = RadarSettings(daily=8_000, platoon_s=90, green_share=0.4)
    free, bunched = (
        Radar(place(), chosen) for chosen in (replace(settings, platoon_s=0), settings)
    )
    since, until = at("2026-11-18 07:00"), at("2026-11-18 18:00")

    def in_green(radar: Radar) -> float:
        times = [s.time_us for s in radar.measurements(since, until) if s.is_passage]
        return float(np.mean([time_us % 90_000_000 < 36_000_000 for time_us in times]))

    assert in_green(free) == pytest.approx(0.4, abs=0.03)
    assert in_green(bunched) == 1.0


def test_traffic_makes_noise_and_dirt() -> None:
    quiet, busy = (
        Environment(place(), AirSettings(traffic_daily=daily)) for daily in (100, 20_000)
    )
    rush = at("2026-11-18 07:30")

    def said(station: Environment) -> dict[str, float]:
        return {m.channel: m.value or 0 for m in station.at_start(rush)}

    assert said(busy)["sound"] > said(quiet)["sound"] + 10
    assert said(busy)["no2"] > said(quiet)["no2"] + 10
    assert said(busy)["pm10"] > said(quiet)["pm10"] + 5


def test_rain_and_cold_keep_cyclists_at_home() -> None:
    weather = Weather(1)
    hours = range(at("2026-03-01 00:00"), at("2026-09-01 00:00"), 7 * HOUR_US)
    wet = [weather.cycling(h) for h in hours if weather.rain(h) > 0.4]
    dry = [weather.cycling(h) for h in hours if weather.rain(h) == 0]

    assert np.mean(wet) < 0.75 * np.mean(dry)


def test_counts_follow_the_expected_rate() -> None:
    counter = BicycleCounter(place(), CounterSettings(daily=20_000, interval_s=900))
    since, until = at("2026-11-18 00:00"), at("2026-11-19 00:00")
    day = counter.place.town.day(at("2026-11-18 12:00") // DAY_US)

    counted = sum(
        said.value or 0
        for said in counter.measurements(since, until)
        if said.channel == "bicycles-a"
    )

    assert counted == pytest.approx(20_000 * day.bicycle[Direction.A].sum() / 12, rel=0.05)
