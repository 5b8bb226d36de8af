"""The simulated truth: plausible, repeatable, and never from the future."""

import itertools
from collections import defaultdict

import pytest

from devices.models import MODELS
from devices.properties import DEFINITIONS
from firmware_sim.fleet import Fleet
from firmware_sim.outgoing import Outgoing
from firmware_sim.payload import Measurement
from firmware_sim.schedule import Schedule
from tests.firmware_sim.conftest import HOUR_US, NOW_US

Key = tuple[str, str, int, int | None]


def _schedule(fleet: Fleet, *, seed: int = 1, hours: float = 0, burst: bool = False) -> Schedule:
    return Schedule(
        fleet,
        municipality="telgte",
        seed=seed,
        started_us=NOW_US - int(hours * HOUR_US),
        burst_until_us=NOW_US if burst else None,
    )


def _said(messages: list[Outgoing]) -> dict[Key, Measurement]:
    return {(m.device, r.channel, r.time_us, r.n): r for m in messages for r in m.measurements}


def test_the_same_seed_says_the_same_byte_for_byte(telgte: Fleet) -> None:
    first, again = (_schedule(telgte, hours=3).until(NOW_US) for _ in range(2))

    assert [(m.topic, m.payload) for m in first] == [(m.topic, m.payload) for m in again]
    assert len(first) > 1_000


def test_another_seed_says_something_else(telgte: Fleet) -> None:
    first = _said(_schedule(telgte, seed=1, hours=3).until(NOW_US))
    other = _said(_schedule(telgte, seed=2, hours=3).until(NOW_US))

    assert first != other


def test_how_often_it_is_asked_changes_nothing(telgte: Fleet) -> None:
    at_once = _schedule(telgte, hours=2).until(NOW_US)
    schedule = _schedule(telgte, hours=2)
    often = [
        message
        for time_us in range(NOW_US - 2 * HOUR_US, NOW_US + 1, 7_300_000)
        for message in schedule.until(time_us)
    ]
    often += schedule.until(NOW_US)

    assert [m.payload for m in often] == [m.payload for m in at_once]


def test_a_restart_repeats_readings_and_never_contradicts_them(telgte: Fleet) -> None:
    early = _said(_schedule(telgte, hours=30, burst=True).until(NOW_US))
    late = _said(_schedule(telgte, hours=6).until(NOW_US))

    both = early.keys() & late.keys()

    assert len(both) > 0.9 * len(late)
    assert [key for key in both if early[key].value != late[key].value] == []


def test_the_history_is_what_would_have_been_said_live(telgte: Fleet) -> None:
    burst = _schedule(telgte, hours=6, burst=True).until(NOW_US)
    live = _schedule(telgte, hours=6).until(NOW_US)

    assert _said(burst) == _said(live)
    assert len(burst) < len(live) / 10


def test_nothing_is_said_before_it_is_known(telgte: Fleet) -> None:
    schedule = _schedule(telgte, hours=2)
    for time_us in range(NOW_US - 2 * HOUR_US, NOW_US + 1, 10_000_000):
        for message in schedule.until(time_us):
            for said in message.measurements:
                assert said.time_us + (said.duration_ms or 0) * 1_000 <= time_us


def test_every_value_is_one_its_property_can_have(telgte: Fleet) -> None:
    models = {device.id: MODELS[device.model] for device in telgte.devices}
    for (device, channel, _, _), said in _said(
        _schedule(telgte, hours=30, burst=True).until(NOW_US)
    ).items():
        definition = DEFINITIONS[models[device].channels[channel].observed]
        value = said.speed_km_h if said.is_passage else said.value
        assert value is not None
        assert definition.low <= value <= definition.high
        assert not definition.whole or value == int(value)


def test_counts_of_one_channel_follow_each_other_without_overlap(telgte: Fleet) -> None:
    ends: dict[tuple[str, str], int] = {}
    for (device, channel, time_us, _), said in sorted(
        _said(_schedule(telgte, hours=3).until(NOW_US)).items(), key=lambda item: item[0][:3]
    ):
        if said.duration_ms is None:
            continue
        assert ends.get((device, channel), time_us) == time_us
        ends[device, channel] = time_us + said.duration_ms * 1_000
    assert len(ends) == 6


def test_the_radar_counts_the_vehicles_it_reports(telgte: Fleet) -> None:
    said = _said(_schedule(telgte, hours=3).until(NOW_US))
    vehicles = [key[2] for key in said if key[1] == "vehicles-a"]
    counts = [(key[2], r) for key, r in said.items() if key[1] == "count-a"]
    assert len(counts) > 150

    for start_us, count in counts:
        end_us = start_us + 60_000_000
        assert count.value == sum(start_us <= time_us < end_us for time_us in vehicles)


def test_bays_change_and_never_repeat_a_change(telgte: Fleet) -> None:
    states: dict[str, list[tuple[int, float | None]]] = defaultdict(list)
    for (device, channel, time_us, _), said in _said(
        _schedule(telgte, hours=72, burst=True).until(NOW_US)
    ).items():
        if channel == "bay":
            states[device].append((time_us, said.value))

    for device, changes in states.items():
        changes.sort()
        repeated = sum(a[1] == b[1] for a, b in itertools.pairwise(changes))
        assert repeated <= 72 / 6 + 1, device  # heartbeats
        assert 10 < len(changes) < 300, device


@pytest.mark.parametrize("hour", [1, 4])
def test_the_town_sleeps_and_wakes(telgte: Fleet, hour: int) -> None:
    counts: dict[int, float] = defaultdict(float)
    for (_, channel, time_us, _), said in _said(
        _schedule(telgte, hours=24, burst=True).until(NOW_US)
    ).items():
        if channel.startswith("bicycles"):
            counts[time_us // HOUR_US % 24] += said.value or 0

    assert counts[hour] * 5 < counts[16]


def test_a_closed_car_park_says_so_and_its_free_spaces_stay_possible(telgte: Fleet) -> None:
    said = _said(_schedule(telgte, hours=24, burst=True).until(NOW_US))
    operating = {key[2]: r.value for key, r in said.items() if key[1] == "operating"}
    free = [r.value for key, r in said.items() if key[1] == "free"]

    assert set(operating.values()) == {0, 1}
    assert all(value is not None and 0 <= value <= 180 for value in free)
    assert len(set(free)) > 20
