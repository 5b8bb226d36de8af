"""Faults of counters in a made-up town are found, named and timed; a healthy town is quiet."""

from collections.abc import Callable

import numpy as np
import pytest

from analytics.quality.finding import Finding, Test
from analytics.quality.judge import counter_findings
from analytics.quality.track import HOUR_MS, Track
from tests.analytics.quality.streets import DAYS, changed, step, town, watched

FROM = step(78, 9)
TO = step(88, 9)
NAMES = ("in", "out", "bridge", "park", "ring")


def judged(tracks: dict[str, Track], name: str = "in") -> list[Finding]:
    seen = watched(tracks)
    partner = {"in": "out", "out": "in"}.get(name)
    beside = [one for other, one in seen.items() if other != name]
    return counter_findings(seen[name], partner=seen[partner] if partner else None, beside=beside)


@pytest.mark.parametrize("name", NAMES)
def test_a_healthy_counter_is_suspected_less_than_once_a_month(name: str) -> None:
    assert len(judged(town(), name)) <= DAYS / 30


def halved(track: Track) -> Track:
    return changed(track, FROM, TO, np.floor(track.value[FROM:TO] / 2))


def doubled(track: Track) -> Track:
    return changed(track, FROM, TO, track.value[FROM:TO] * 2)


def dead(track: Track) -> Track:
    return changed(track, FROM, TO, 0.0)


def stuck(track: Track) -> Track:
    return changed(track, FROM, TO, 12.0)


def late(track: Track) -> Track:
    return changed(track, FROM, TO, np.roll(track.value, 4)[FROM:TO])


def spiked(track: Track) -> Track:
    return changed(track, FROM, FROM + 1, 400.0)


@pytest.mark.parametrize(
    ("fault", "tests", "latency_max_h"),
    [
        (dead, {Test.DEAD}, 3),
        (halved, {Test.LEVEL_LOW}, 48),
        (doubled, {Test.LEVEL_HIGH}, 48),
        (stuck, {Test.STUCK}, 3),
        (late, {Test.CLOCK_SHIFT}, 72),
        (spiked, {Test.SPIKE}, 0.5),
    ],
)
def test_a_fault_is_found_and_named(
    fault: Callable[[Track], Track], tests: set[Test], latency_max_h: float
) -> None:
    tracks = town()
    tracks["in"] = fault(tracks["in"])
    begin_ms = tracks["in"].at_ms(FROM)

    named = [one for one in judged(tracks) if one.test in tests and one.end_ms > begin_ms]

    assert named
    assert abs(named[0].start_ms - begin_ms) <= 36 * HOUR_MS
    assert 0 < named[0].seen_ms - begin_ms <= latency_max_h * HOUR_MS


def test_a_dead_direction_is_found_while_its_sibling_counts() -> None:
    tracks = town()
    tracks["in"] = dead(tracks["in"])
    begin_ms = tracks["in"].at_ms(FROM)

    found = {one.test: one for one in judged(tracks) if one.end_ms > begin_ms}

    assert found[Test.DEAD].seen_ms - begin_ms <= 48 * HOUR_MS
    assert found[Test.DEAD].evidence["counted"] == 0
    assert Test.LEVEL_LOW not in found
    assert [one for one in judged(tracks, "out") if one.seen_ms > begin_ms] == []


def test_swapped_directions_are_found_in_both_and_not_called_another_level() -> None:
    tracks = town()
    one, two = tracks["in"], tracks["out"]
    tracks["in"] = changed(one, FROM, TO, two.value[FROM:TO])
    tracks["out"] = changed(two, FROM, TO, one.value[FROM:TO])
    begin_ms = one.at_ms(FROM)

    for name in ("in", "out"):
        found = {one.test: one for one in judged(tracks, name) if one.seen_ms > begin_ms}
        assert found[Test.SWAPPED].seen_ms - begin_ms <= 72 * HOUR_MS
        assert abs(found[Test.SWAPPED].start_ms - begin_ms) <= 24 * HOUR_MS
        assert found.keys().isdisjoint({Test.LEVEL_LOW, Test.LEVEL_HIGH, Test.DEAD})


def test_what_every_counter_shows_is_the_world_and_no_fault() -> None:
    half = np.arange(TO - FROM) % 2
    quiet = {
        name: changed(t, FROM, TO, np.floor((t.value[FROM:TO] + half) / 2))
        for name, t in town().items()
    }
    begin_ms = quiet["in"].at_ms(FROM)

    found = [one for name in NAMES for one in judged(quiet, name) if one.seen_ms > begin_ms]

    assert [one for one in found if one.test in {Test.LEVEL_LOW, Test.DEAD}] == []


def test_a_clock_left_on_winter_time_is_named() -> None:
    tracks = town()
    day = 90  # 2024-03-31
    forward = {
        name: changed(t, step(day, 1), len(t), np.roll(t.value, -4)[step(day, 1) :])
        for name, t in tracks.items()
    }  # everybody rides an hour earlier by UTC, but for the counter below
    forward["in"] = tracks["in"]
    found = [one for one in judged(forward) if one.seen_ms > tracks["in"].at_ms(step(day))]

    assert [one.test for one in found if one.test is not Test.SPIKE] == [Test.CLOCK_NOT_CHANGED]
    assert found[0].evidence["hours"] == 1


@pytest.mark.parametrize("fault", [dead, halved, doubled, stuck, late, spiked])
def test_what_is_found_does_not_change_because_of_what_comes_later(
    fault: Callable[[Track], Track],
) -> None:
    tracks = town()
    tracks["in"] = fault(tracks["in"])
    later = {one.key: one for one in judged(tracks)}

    for day in (79.4, 80.0, 82.7, 87.1, 92.0):
        until_ms = tracks["in"].at_ms(step(0)) + round(day * 24) * HOUR_MS
        then = judged({name: track.until(until_ms) for name, track in tracks.items()})
        known = {one.key for one in later.values() if one.seen_ms <= until_ms}
        assert {one.key for one in then} == known
        assert all(one.seen_ms == later[one.key].seen_ms for one in then)


def test_a_short_or_empty_series_shows_nothing() -> None:
    for days in (0, 1, 5):
        tracks = {name: track.until(track.at_ms(step(days))) for name, track in town().items()}
        assert judged(tracks) == []


def test_without_a_counter_beside_it_zeros_are_a_run_of_zeros() -> None:
    own = watched({"in": dead(town()["in"])})["in"]

    tests = {one.test for one in counter_findings(own) if one.seen_ms > own.track.at_ms(FROM)}

    assert Test.ZERO_RUN in tests
    assert Test.DEAD not in tests


def test_nothing_is_found_where_nothing_is_known() -> None:
    tracks = town()
    tracks["in"] = changed(tracks["in"], 0, len(tracks["in"]), np.nan)

    assert judged(tracks) == []
