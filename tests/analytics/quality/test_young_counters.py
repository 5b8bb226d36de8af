"""Counters by hour or known for two weeks: what is found after a short past."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.quality.finding import Finding, Test
from analytics.quality.judge import counter_findings
from analytics.quality.learned import watch
from analytics.quality.track import HOUR_MS, Track
from tests.analytics.quality.streets import ZONE, changed, step, town

DAYS = 28
MONDAY = 21  # the day of the fault, three weeks after a Monday


def by_hour(days: int = DAYS) -> dict[str, Track]:
    return {name: track.hourly() for name, track in town(days).items()}


def judged(tracks: dict[str, Track], name: str) -> list[Finding]:
    seen = {other: watch(track, ZONE) for other, track in tracks.items()}
    return counter_findings(seen[name], beside=[one for k, one in seen.items() if k != name])


def found(findings: list[Finding], test: Test) -> set[int]:
    """Return the days on which a test found something."""
    first = town(1)["in"].at_ms(0)
    return {(one.start_ms - first) // (24 * HOUR_MS) for one in findings if one.test is test}


def with_value(track: Track, hour: int, value: float) -> Track:
    return changed(track, hour, hour + 1, value)


@pytest.mark.parametrize("hour", [3, 4, 5, 12, 20])
def test_an_hour_six_times_too_high_is_found_at_the_foot_of_the_rise_too(hour: int) -> None:
    tracks = by_hour()
    at = MONDAY * 24 + hour
    high = tracks["ring"].value[at] * 6 + 20
    assert found(judged(tracks, "ring"), Test.SPIKE) == set()

    tracks["ring"] = with_value(tracks["ring"], at, high)

    assert found(judged(tracks, "ring"), Test.SPIKE) == {MONDAY}


def test_a_clock_that_is_an_hour_wrong_is_no_spike() -> None:
    tracks = by_hour()
    ring = tracks["ring"]
    for hours in (-1, 1):
        moved = changed(ring, MONDAY * 24, DAYS * 24, np.roll(ring.value, hours)[MONDAY * 24 :])
        assert found(judged({**tracks, "ring": moved}, "ring"), Test.SPIKE) == set()


def test_the_last_hour_of_a_camera_has_one_neighbour_and_is_compared_with_it() -> None:
    night = np.tile((np.arange(24) < 7) | (np.arange(24) > 16), DAYS)
    tracks = {
        name: replace(track, value=np.where(night, np.nan, track.value))
        for name, track in by_hour().items()
    }
    for hour in (7, 16):
        at = MONDAY * 24 + hour
        high = with_value(tracks["ring"], at, tracks["ring"].value[at] * 6)
        assert found(judged({**tracks, "ring": high}, "ring"), Test.SPIKE) == {MONDAY}


def test_a_weekend_is_looked_at_when_two_of_them_are_known() -> None:
    tracks = town(21)
    dead = changed(tracks["ring"], step(19, 2), step(21), 0.0)  # the third Saturday and Sunday

    assert 19 in found(judged({**tracks, "ring": dead}, "ring"), Test.DEAD)
    assert found(judged(tracks, "ring"), Test.DEAD) == set()


def test_both_directions_that_die_at_once_are_found_without_another_counter() -> None:
    begin, end = step(MONDAY, 8), step(MONDAY + 4)
    tracks = {
        name: changed(track, begin, end, 0.0)
        for name, track in town(DAYS).items()
        if name in {"in", "out"}
    }

    for name in tracks:
        told = judged(tracks, name)
        assert found(told, Test.ZERO_RUN) | found(told, Test.DEAD) == {MONDAY}


def test_a_counter_that_never_counted_is_found_after_a_week() -> None:
    tracks = town(DAYS)
    never = changed(tracks["ring"], 0, len(tracks["ring"]), 0.0)
    told = judged({**tracks, "ring": never}, "ring")
    first = never.at_ms(0)

    assert [(one.start_ms, one.seen_ms) for one in told if one.test is not Test.LEVEL_LOW] == [
        (first, first + 168 * HOUR_MS)
    ]
    assert judged({**tracks, "ring": never.until(first + 150 * HOUR_MS)}, "ring") == []


def test_half_of_the_counts_is_found_though_it_begins_with_an_hour_of_zeros() -> None:
    tracks = town(60)
    begin, end = step(50, 14), step(56)
    half = changed(tracks["ring"], begin, end, np.floor(tracks["ring"].value[begin:end] / 2))
    both = changed(half, begin, begin + 5, 0.0)

    assert found(judged({**tracks, "ring": both}, "ring"), Test.LEVEL_LOW) == {50}


def camera(name: str, level: float, scatter: float, seed: int, days: int = 24) -> Track:
    """Count cars by daylight at a street whose days differ by more than chance."""
    random = np.random.default_rng(seed)
    of_day = random.lognormal(0, scatter, days)[:, None]
    value = random.poisson(np.full((days, 24), level) * of_day).astype(float)
    value[:, :8] = value[:, 16:] = np.nan
    first = town(1)["in"].at_ms(0) // HOUR_MS
    return Track(name=name, first=first - 1, step_ms=HOUR_MS, value=value.reshape(-1))


@pytest.mark.parametrize(("factor", "test"), [(0.5, Test.LEVEL_LOW), (2.0, Test.LEVEL_HIGH)])
def test_a_camera_whose_days_scatter_is_pooled_over_days(factor: float, test: Test) -> None:
    tracks = {f"c{seed}": camera(f"c{seed}", 40, 0.15, seed) for seed in range(5)}
    own = camera("own", 14, 0.25, 11)
    assert found(judged({**tracks, "own": own}, "own"), test) == set()
    value = own.value.copy()
    value[16 * 24 : 20 * 24] = np.floor(value[16 * 24 : 20 * 24] * factor)

    wrong = replace(own, value=value)
    told = [one for one in judged({**tracks, "own": wrong}, "own") if one.test is test]

    (one,) = told
    begin_ms = own.at_ms(16 * 24)
    assert begin_ms - 24 * HOUR_MS <= one.start_ms <= begin_ms + 24 * HOUR_MS
    assert one.seen_ms <= begin_ms + 4 * 24 * HOUR_MS
    # what is known once is said in the same way later
    early = {name: track.until(one.seen_ms) for name, track in {**tracks, "own": wrong}.items()}
    known = [old for old in judged(early, "own") if old.test is test]
    assert [(old.key, old.seen_ms, old.evidence) for old in known] == [
        (one.key, one.seen_ms, one.evidence)
    ]
