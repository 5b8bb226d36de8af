"""Findings keep their identity; gaps, silence, duplicates and clock changes are told apart."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.civil import day_span
from analytics.quality.arrived import duplicate_findings, summed_hour_findings
from analytics.quality.carparks import above_capacity, car_park_findings, closed_as_full
from analytics.quality.finding import Test, found
from analytics.quality.learned import before, watch
from analytics.quality.silence import gap_findings, heartbeat_findings
from analytics.quality.track import HOUR_MS, Track
from analytics.quality.words import SAID
from analytics.quarters import QUARTER_MS
from devices.quality import Flag
from tests.analytics.quality.streets import DAYS, ZONE, car_park, changed, counter, step, town

SAID_OF = (
    "counted expected hours factor intervals value around before after capacity count usual "
    "nominal limit days"
)
NUMBERS: dict[str, float | int | str] = dict.fromkeys(SAID_OF.split(), 2.5)
NUMBERS |= {"other": "x", "others": "x, y", "day": "2024-02-29"}


@pytest.mark.parametrize("test", Test)
def test_every_finding_has_a_sentence_in_both_languages(test: Test) -> None:
    finding = found(test, "x", (0, 1), 2, evidence=NUMBERS)

    assert SAID.keys() == {one.value for one in Test}
    assert finding.de != finding.en
    assert "2.5" not in finding.de
    assert "{" not in finding.de + finding.en


def test_a_sentence_holds_for_one_hour_and_for_a_value_that_drops() -> None:
    gap = found(Test.GAP, "x", (0, 3_600_000), 3_600_000, evidence={"hours": 1.0})
    drop = found(Test.SPIKE, "x", (0, 1), 2, evidence={"value": 235.0, "around": 352.0})
    fewer = found(Test.LEVEL_LOW, "free spaces", (0, 1), 2, evidence={"factor": 0.49})

    assert (gap.de, gap.en) == ("1 h lang keine Werte.", "No values for 1 h.")
    assert drop.en == "235 in one interval, 352 right beside it."
    assert fewer.en.startswith("Only 0.49 times what its own past and others of its kind")


def test_the_same_fault_keeps_its_key_while_it_lasts() -> None:
    first = found(Test.GAP, "x", (0, 1), 2, evidence={"hours": 1})
    longer = found(Test.GAP, "x", (0, 9), 2, evidence={"hours": 9})
    other = found(Test.GAP, "x", (1, 9), 2, evidence={"hours": 9})

    assert first.key == longer.key != other.key
    assert len(first.key) == 24


@settings(deadline=None)  # the first example pays for a cold start
@given(
    st.lists(st.one_of(st.floats(-100, 100), st.just(float("nan"))), min_size=1, max_size=40),
    st.integers(1, 10),
)
def test_what_was_usual_is_the_median_of_earlier_rows(values: list[float], back: int) -> None:
    series = np.array(values)
    median, scatter = before(series[:, None], back, 3)

    for at in range(len(series)):
        past = series[max(at - back, 0) : at]
        past = past[~np.isnan(past)]
        if len(past) < 3:
            assert np.isnan(median[at, 0])
            continue
        assert median[at, 0] == pytest.approx(np.median(past))
        away = np.median(np.abs(past - np.median(past)))
        assert scatter[at, 0] == pytest.approx(away * 1.4826)


def missing(track: Track, begin: int, end: int) -> Track:
    return changed(track, begin, end, np.nan)


def _days(track: Track, first: date, last: date) -> tuple[int, int]:
    begin, end = day_span(first, ZONE).from_ms, day_span(last, ZONE).to_ms
    return tuple(at // track.step_ms - track.first for at in (begin, end))  # type: ignore[return-value]


def test_a_missing_last_day_of_a_month_is_named() -> None:
    track = town()["in"]
    cut = missing(track, *_days(track, date(2024, 2, 29), date(2024, 2, 29)))

    one = gap_findings(cut, [], ZONE, cut.end_ms)

    assert [(x.test, x.flag, x.evidence["day"]) for x in one] == [
        (Test.MONTH_END, Flag.MISSING, "2024-02-29")
    ]


def test_gaps_are_told_apart() -> None:
    track, other = town()["in"], town()["out"]
    cut = missing(track, step(50, 20), step(50, 22.75))
    week = missing(track, step(50), step(57))

    assert [one.test for one in gap_findings(cut, [], ZONE, cut.end_ms)] == [Test.TRUNCATED_DAY]
    assert [one.test for one in gap_findings(week, [], ZONE, week.end_ms)] == [Test.GAP]
    assert [one.test for one in gap_findings(week, [other], ZONE, week.end_ms)] == [Test.SILENT]
    assert gap_findings(week, [week], ZONE, week.end_ms)[0].test is Test.GAP
    assert gap_findings(track, [other], ZONE, track.end_ms) == []


def test_a_series_that_ends_early_is_silent_up_to_the_time_of_asking() -> None:
    track = town()["in"]
    (one,) = gap_findings(track, [], ZONE, track.end_ms + 30 * HOUR_MS)

    assert (one.start_ms, one.end_ms) == (track.end_ms, track.end_ms + 30 * HOUR_MS)


def test_before_the_first_value_nothing_is_missing() -> None:
    track = town()["in"]

    assert gap_findings(missing(track, 0, step(20)), [], ZONE, track.end_ms) == []
    assert gap_findings(missing(track, 0, len(track)), [], ZONE, track.end_ms) == []


def test_a_silent_device_is_found_after_two_and_a_half_intervals() -> None:
    nominal = 600_000
    signs = np.arange(0, 100) * nominal

    (one,) = heartbeat_findings("dev", signs, nominal, until_ms=int(signs[-1]) + 4 * nominal)

    assert one.start_ms == signs[-1]
    assert one.seen_ms - one.start_ms == 1_500_000
    assert heartbeat_findings("dev", signs, nominal, int(signs[-1]) + 2 * nominal) == []
    assert heartbeat_findings("dev", signs[:0], nominal, 10**9) == []


def test_equal_repetitions_are_explained_and_different_ones_doubted() -> None:
    at = np.array([0, 0, 900_000, 900_000, 900_000])
    value = np.array([4.0, 4, 5, 6, 5])

    findings = duplicate_findings("x", at, value, until_ms=10**9)

    assert [(one.test, one.flag, one.evidence["count"]) for one in findings] == [
        (Test.DUPLICATE, Flag.GOOD, 2),
        (Test.CONFLICT, Flag.SUSPECT, 1),
    ]
    assert duplicate_findings("x", at, value, until_ms=-1) == []


AUTUMN_MS = day_span(date(2023, 10, 29), ZONE).from_ms + 2 * HOUR_MS


def autumn() -> Track:
    days = 60
    track = counter("x", np.full(24, 80.0), 1.0, 8, days)
    return replace(track, first=(AUTUMN_MS // (24 * HOUR_MS) - 50) * 96)


@pytest.mark.parametrize("coarse", [True, False])
def test_the_hour_that_holds_two_is_explained(coarse: bool) -> None:
    track = autumn()
    at = AUTUMN_MS // track.step_ms - track.first
    both = track.value[at : at + 8].sum()
    if coarse:
        spread = np.zeros(len(track), dtype=bool)
        spread[at : at + 8] = True
        summed = replace(changed(track, at, at + 8, both / 8), coarse=spread)
    else:
        summed = changed(changed(track, at, at + 4, both / 4), at + 4, at + 8, np.nan)

    (one,) = summed_hour_findings(watch(summed, ZONE), ZONE)

    assert (one.test, one.flag) == (Test.SUMMED_HOUR, Flag.GOOD)
    assert (one.start_ms, one.end_ms) == (AUTUMN_MS, AUTUMN_MS + 2 * HOUR_MS)
    assert summed_hour_findings(watch(track, ZONE), ZONE) == []


def test_a_car_park_in_order_shows_next_to_nothing() -> None:
    findings = car_park_findings(watch(car_park(), ZONE, mean=True), 300)

    assert len(findings) <= DAYS / 30


@pytest.mark.parametrize("hour", [9.0, 14.0])
def test_a_stuck_car_park_is_found_by_day(hour: float) -> None:
    track = car_park()
    at = round((90 * 24 + hour) * 12)
    stuck = changed(track, at, at + 12 * 24, track.value[at])

    found_here = [
        one
        for one in car_park_findings(watch(stuck, ZONE, mean=True), 300)
        if one.test is Test.STUCK
    ]

    assert found_here
    assert found_here[0].seen_ms - track.at_ms(at) <= 8 * HOUR_MS


@pytest.mark.parametrize(("first", "last"), [(1.0, 299.0), (60.0, 20.0)])
def test_closed_as_full_is_found_where_it_comes_within_a_step(first: float, last: float) -> None:
    value = np.array([450.0, 450, first, 0, 0, 0, last, 423, 424])
    track = Track(name="x", first=0, step_ms=QUARTER_MS, value=value)
    slow = replace(track, value=np.array([150.0, 120, 60, 0, 0, 0, 60, 120, 150]))

    (one,) = closed_as_full(track, 536)
    assert (one.start_ms, one.evidence["before"]) == (2 * QUARTER_MS, 450)
    assert one.end_ms == (7 if last < 80 else 6) * QUARTER_MS
    assert closed_as_full(slow, 536) == []


def test_a_car_park_that_fills_up_is_not_closed() -> None:
    track = car_park()
    at = 90 * 288 + 12 * 12
    full = changed(changed(track, at - 40, at, np.linspace(80, 2, 40).round()), at, at + 24, 0.0)
    closed = changed(track, at, at + 24, 0.0)

    assert closed_as_full(full, 300) == []
    assert [one.start_ms for one in closed_as_full(closed, 300)] == [track.at_ms(at)]
    assert [one.test for one in car_park_findings(watch(full, ZONE, mean=True), 300)] == [
        one.test for one in car_park_findings(watch(track, ZONE, mean=True), 300)
    ]


def test_more_free_spaces_than_there_are_is_a_question_about_the_capacity() -> None:
    track = Track(name="x", first=0, step_ms=900_000, value=np.array([50.0, 101, 103, 250, 90]))

    (one,) = above_capacity(track, 100)

    assert (one.start_ms, one.end_ms, one.flag) == (2 * 900_000, 4 * 900_000, Flag.FAIL)
