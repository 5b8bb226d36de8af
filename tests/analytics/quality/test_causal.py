"""No later value changes what was found before: neither of this datastream nor of the others."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.quality.carparks import car_park_findings
from analytics.quality.finding import Finding
from analytics.quality.judge import counter_findings
from analytics.quality.learned import watch
from analytics.quality.measured import measured_findings
from analytics.quality.track import HOUR_MS, Track
from devices.properties import Property
from tests.analytics.quality import air
from tests.analytics.quality.streets import ZONE, car_park, town, watched

COUNTED = town()
PARKED = car_park()
AIR = air.temperature(days=90)
FAULTS = {
    "dead": lambda value: value * 0,
    "halved": lambda value: np.floor(value / 2),
    "doubled": lambda value: value * 2,
    "stuck": lambda value: value * 0 + value[0],
    "late": lambda value: np.roll(value, 4),
    "spiked": lambda value: np.where(np.arange(len(value)) == 0, value * 6 + 20, value),
    "gone": lambda value: value * np.nan,
}
AFTER = {
    "zeros": lambda value, _: value * 0,
    "nothing": lambda value, _: value * np.nan,
    "noise": lambda value, random: random.poisson(40, len(value)).astype(float),
    "twice": lambda value, _: value * 2,
}


def with_fault(track: Track, fault: str, at: float, lasts_h: int) -> Track:
    """Put a fault at a share of the second half of a track."""
    begin = int(len(track) * (0.5 + at / 2))
    end = min(begin + lasts_h * HOUR_MS // track.step_ms, len(track))
    value = track.value.copy()
    if end > begin:
        value[begin:end] = FAULTS[fault](value[begin:end])
    return replace(track, value=value)


def other_future(track: Track, until_ms: int, after: str, seed: int) -> Track:
    """Replace everything after a time."""
    at = min(max(until_ms // track.step_ms - track.first, 0), len(track))
    value = track.value.copy()
    value[at:] = AFTER[after](value[at:], np.random.default_rng(seed))
    return replace(track, value=value)


def seen_by(findings: list[Finding], until_ms: int) -> set[tuple[str, int, int]]:
    return {(one.key, one.start_ms, one.seen_ms) for one in findings if one.seen_ms <= until_ms}


@settings(deadline=None, max_examples=25)
@given(
    fault=st.sampled_from(sorted(FAULTS)),
    at=st.floats(0, 0.9),
    lasts_h=st.integers(1, 300),
    asked=st.floats(0.5, 1),
    after=st.sampled_from(sorted(AFTER)),
    seed=st.integers(0, 9),
)
def test_no_later_count_changes_what_was_found(
    fault: str, at: float, lasts_h: int, asked: float, after: str, seed: int
) -> None:
    tracks = dict(COUNTED)
    tracks["in"] = with_fault(tracks["in"], fault, at, lasts_h)
    until_ms = tracks["in"].at_ms(int(len(tracks["in"]) * asked)) // HOUR_MS * HOUR_MS

    def judged(town_then: dict[str, Track]) -> list[Finding]:
        every = watched(town_then)
        beside = [one for name, one in every.items() if name != "in"]
        return counter_findings(every["in"], partner=every["out"], beside=beside)

    then = judged({name: one.until(until_ms) for name, one in tracks.items()})
    later = judged({k: other_future(one, until_ms, after, seed) for k, one in tracks.items()})

    assert seen_by(later, until_ms) == seen_by(then, until_ms)


@settings(deadline=None, max_examples=25)
@given(
    fault=st.sampled_from(sorted(FAULTS)),
    at=st.floats(0, 0.9),
    lasts_h=st.integers(1, 300),
    asked=st.floats(0.5, 1),
    after=st.sampled_from(sorted(AFTER)),
    known=st.booleans(),
)
def test_no_later_free_space_changes_what_was_found(
    fault: str, at: float, lasts_h: int, asked: float, after: str, known: bool
) -> None:
    track = with_fault(PARKED, fault, at, lasts_h)
    until_ms = track.at_ms(int(len(track) * asked)) // HOUR_MS * HOUR_MS

    def judged(one: Track) -> list[Finding]:
        return car_park_findings(watch(one, ZONE, mean=True), 400.0 if known else None)

    then = judged(track.until(until_ms))
    later = judged(other_future(track, until_ms, after, 1))

    assert seen_by(later, until_ms) == seen_by(then, until_ms)


@settings(deadline=None, max_examples=60)
@given(
    fault=st.sampled_from(["stuck", "damped", "jumped", "spiked", "gone"]),
    at=st.floats(0, 0.9),
    lasts_h=st.integers(1, 300),
    asked=st.floats(0.5, 1),
    after=st.sampled_from(sorted(AFTER)),
    observed=st.sampled_from([Property.AIR_TEMPERATURE, Property.NO2, Property.SOUND_LEVEL]),
)
def test_no_later_measurement_changes_what_was_found(
    fault: str, at: float, lasts_h: int, asked: float, after: str, observed: Property
) -> None:
    begin = int(len(AIR) * (0.3 + 0.7 * at))
    value = AIR.value.copy()
    part = value[begin : begin + lasts_h]
    changed = {"damped": 10 + part / 20, "jumped": part + 70, "spiked": part * 9 + 200}
    changed |= {"stuck": part * 0 + part[:1], "gone": part * np.nan}
    value[begin : begin + lasts_h] = changed[fault]
    track = replace(AIR, value=value)
    until_ms = track.at_ms(int(len(track) * asked))

    then = measured_findings(observed, track.until(until_ms))
    later = measured_findings(observed, other_future(track, until_ms, after, 1))

    assert seen_by(later, until_ms) == seen_by(then, until_ms)
