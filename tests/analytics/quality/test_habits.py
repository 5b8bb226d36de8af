"""What is so day by day is no fault of today: nights without rows, spikes, low weeks."""

from dataclasses import replace

import numpy as np

from analytics.quality.finding import Finding, Test
from analytics.quality.learned import watch
from analytics.quality.lot_levels import greatest_findings
from analytics.quality.repeats import stuck_count_findings
from analytics.quality.silence import gap_findings
from analytics.quality.spikes import state_spikes
from analytics.quality.track import HOUR_MS, Track
from tests.analytics.quality.streets import FIRST_DAY, ZONE, changed

DAY_H = 24
DAYS = 28


def by_day(days: int = DAYS) -> Track:
    """Count cars by hour from 7 to 16 o'clock of UTC; of the night there is no row."""
    value = np.random.default_rng(8).poisson(60, (days, DAY_H)).astype(float)
    value[:, :7] = value[:, 17:] = np.nan
    return Track(name="x", first=FIRST_DAY * DAY_H, step_ms=HOUR_MS, value=value.reshape(-1))


def gaps(track: Track) -> list[Finding]:
    return gap_findings(track, [], ZONE, track.end_ms)


def test_nights_without_rows_are_gaps_no_longer_than_three_days() -> None:
    found = gaps(by_day())

    assert all(one.start_ms < (FIRST_DAY + 4) * DAY_H * HOUR_MS for one in found)


def test_a_day_that_is_missing_is_found_of_a_camera_with_habits_too() -> None:
    track = by_day()
    lost = changed(track, 20 * DAY_H + 9, 20 * DAY_H + 12, np.nan)
    whole_day = changed(track, 20 * DAY_H, 21 * DAY_H, np.nan)
    to_the_end = changed(track, 20 * DAY_H + 12, DAYS * DAY_H, np.nan)

    for changed_track, begins, hours in ((lost, 9, 3), (whole_day, -7, 38), (to_the_end, 12, 180)):
        (one,) = [found for found in gaps(changed_track) if found not in gaps(track)]
        assert one.start_ms == track.at_ms(20 * DAY_H + begins)
        assert one.evidence.get("hours", hours) == hours


def test_a_value_that_stands_still_over_the_night_of_a_camera_is_one_run() -> None:
    track = by_day()
    still = track.value.copy()
    still[20 * DAY_H + 14 : 21 * DAY_H + 10] = 57.0
    still[np.isnan(track.value)] = np.nan
    assert stuck_count_findings(watch(track, ZONE)) == []

    (one,) = stuck_count_findings(watch(replace(track, value=still), ZONE))

    assert (one.test, one.start_ms) == (Test.STUCK, track.at_ms(20 * DAY_H + 14))
    assert one.evidence == {"hours": 20, "intervals": 6, "value": 57}


def lot(days: int = DAYS, per_hour: int = 4) -> Track:
    """Free spaces of a lot of 200 that fills by day."""
    hours = np.arange(days * DAY_H * per_hour) / per_hour
    free = 120 + 70 * np.cos((hours % DAY_H - 3) / DAY_H * 2 * np.pi)
    free += np.random.default_rng(6).integers(-2, 3, len(free))
    step_ms = HOUR_MS // per_hour
    return Track(name="x", first=FIRST_DAY * DAY_H * per_hour, step_ms=step_ms, value=free.round())


def spikes(track: Track, extremes: tuple[Track, ...] = ()) -> list[Finding]:
    return state_spikes(watch(track, ZONE, mean=True), extremes)


def test_a_lot_that_reads_zero_every_other_day_is_not_told_so_each_time() -> None:
    track = lot()
    odd = track.value.copy()
    at = np.arange(2, DAYS, 2) * DAY_H * 4 + np.random.default_rng(1).integers(0, 90, DAYS // 2 - 1)
    odd[at] = 0.0
    told = spikes(replace(track, value=odd))
    once = spikes(changed(track, int(at[-1]), int(at[-1]) + 1, 0.0))

    assert [one.start_ms for one in once] == [track.at_ms(int(at[-1]))]
    # none is sought in the first ten days; at most two of these days come before it is a habit
    assert len(told) <= 2
    assert all(one.start_ms < track.at_ms(17 * DAY_H * 4) for one in told)


def test_one_reading_of_three_in_a_quarter_hour_is_found_by_the_least_of_them() -> None:
    track = lot()
    at = 25 * DAY_H * 4 + 44
    mean = changed(track, at, at + 1, round(track.value[at] * 2 / 3))
    low, high = changed(track, at, at + 1, 0.0), track
    assert spikes(mean) == []

    (one,) = spikes(mean, (low, high))

    assert (one.start_ms, one.evidence["value"]) == (track.at_ms(at), 0)


def test_half_of_the_spaces_is_found_in_a_week_after_another_low_one() -> None:
    track = lot(42, 1)
    value = track.value.copy()
    value[14 * DAY_H : 21 * DAY_H] *= 0.7  # holidays
    value[21 * DAY_H : 28 * DAY_H] *= 0.35
    own = watch(replace(track, value=value), ZONE, mean=True)

    (one,) = greatest_findings(own)

    assert one.test is Test.LEVEL_LOW
    assert abs(one.start_ms - track.at_ms(14 * DAY_H)) <= DAY_H * HOUR_MS
    assert abs(one.end_ms - track.at_ms(28 * DAY_H)) <= DAY_H * HOUR_MS
