"""Faults that are in the recordings are found without being told, on data up to that time only."""

import gzip
from collections import Counter
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.civil import to_ms, wall_ms
from analytics.quality.arrived import duplicate_findings, summed_hour_findings
from analytics.quality.carparks import above_capacity, closed_as_full
from analytics.quality.changes import change_points
from analytics.quality.crosschecks import log_ratio
from analytics.quality.finding import Finding, Test
from analytics.quality.judge import counter_findings
from analytics.quality.learned import Watched, watch
from analytics.quality.repeats import stuck_state_findings
from analytics.quality.silence import gap_findings
from analytics.quality.track import HOUR_MS, Track
from benchmarks import quality_data as data
from benchmarks.quality_judges import FREE
from benchmarks.quality_subjects import counters
from devices.quality import Flag

pytestmark = [
    pytest.mark.recordings,
    pytest.mark.skipif(not data.DATA.is_dir(), reason=f"the recordings are missing: {data.DATA}"),
]
DAY_MS = 24 * HOUR_MS
BERLIN = ZoneInfo("Europe/Berlin")
PARTNERS = {"353420516": "353420517", "102034981": "101034981", "102034982": "101034982"}
TESTS = {
    "dead": {Test.DEAD},
    "swapped": {Test.SWAPPED},
    "spiked": {Test.SPIKE, Test.LEVEL_HIGH},
    "silent": {Test.SILENT},
}
LATENCY_MAX_H = {"dead": 48, "swapped": 96, "spiked": 48, "silent": 48}


@lru_cache(maxsize=1)
def everybody() -> dict[str, Watched]:
    return counters()


def ms(local: str) -> int:
    return to_ms(datetime.fromisoformat(local).replace(tzinfo=BERLIN))


def up_to(name: str, until_ms: int) -> list[Finding]:
    """Judge one counter by what anybody had measured by then, and not later."""
    seen = {
        other: watch(track, data.ZONE, FREE)
        for other, one in everybody().items()
        if len(track := _recent(one.track, until_ms))
    }
    beside = [one for other, one in seen.items() if other != name]
    partner = seen.get(PARTNERS.get(name, ""))
    tracks = [seen[PARTNERS[name]].track] if name in PARTNERS else [one.track for one in beside]
    return [
        *counter_findings(seen[name], partner=partner, beside=beside),
        *gap_findings(seen[name].track, tracks, data.ZONE, until_ms),
    ]


def _recent(track: Track, until_ms: int) -> Track:
    first = max((until_ms - 120 * DAY_MS) // track.step_ms - track.first, 0)
    cut = track.until(until_ms)
    coarse = None if cut.coarse is None else cut.coarse[first:]
    return Track(
        name=cut.name,
        first=cut.first + first,
        step_ms=cut.step_ms,
        value=cut.value[first:],
        coarse=coarse,
    )


@pytest.mark.parametrize(
    "known", data.known_faults() if data.HEALTHY.exists() else [], ids=lambda k: k["channel"]
)
def test_a_known_fault_is_found_in_time(known: dict[str, Any]) -> None:
    from_ms = to_ms(datetime.fromisoformat(known["from"]))
    until_ms = from_ms + LATENCY_MAX_H[known["fault"]] * HOUR_MS

    named = [
        one
        for one in up_to(known["channel"], until_ms)
        if one.test in TESTS[known["fault"]] and one.end_ms > from_ms
    ]

    assert named
    assert all(one.seen_ms <= until_ms for one in named)


def test_the_missing_last_days_of_months_are_named() -> None:
    track = everybody()["101034981"].track

    days = [
        one.evidence["day"]
        for one in gap_findings(track, [], data.ZONE, track.end_ms)
        if one.test is Test.MONTH_END
    ]

    assert {"2021-04-30", "2022-06-30", "2023-09-30", "2024-05-31"} <= set(days)


def test_cut_days_are_named() -> None:
    track = everybody()["353420516"].track

    cut = [
        one.evidence["day"]
        for one in gap_findings(track, [], data.ZONE, track.end_ms)
        if one.test is Test.TRUNCATED_DAY
    ]

    assert {"2024-04-30", "2024-05-31", "2024-06-30"} <= set(cut)


def test_the_summed_hours_are_explained_and_not_doubted() -> None:
    own = everybody()["102031297"]
    summed = summed_hour_findings(own, data.ZONE)
    hours = {one.start_ms for one in summed}

    assert {date(2019, 10, 27), date(2022, 10, 30), date(2023, 10, 29)} <= {
        datetime.fromtimestamp(at / 1000, BERLIN).date() for at in hours
    }
    assert {one.flag for one in summed} == {Flag.GOOD}
    doubted = [one for one in counter_findings(own) if one.test in {Test.SPIKE, Test.STUCK}]
    assert [one for one in doubted if one.start_ms in hours] == []


def test_the_summed_hour_of_hourly_data_is_explained_at_most_cross_sections() -> None:
    sections = data.berlin("mq_hr_2023_10.csv.gz")
    own = [watch(track, data.ZONE, FREE) for track in sections.values() if len(track) > 700]
    explained = [one for each in own for one in summed_hour_findings(each, data.ZONE)]

    assert len(explained) > 0.6 * len(own)
    assert {one.start_ms for one in explained} == {ms("2023-10-29T02:00:00")}
    spikes = [one for each in own for one in counter_findings(each) if one.test is Test.SPIKE]
    assert [one for one in spikes if one.start_ms == ms("2023-10-29T02:00:00")] == []


def basel(site: str) -> Track:
    """Hours of a radar box, its times read as those of the wall."""
    file = data.DATA / "basel_radar_vehicles" / f"{site}.txt.gz"
    hours: Counter[int] = Counter()
    with gzip.open(file, "rt", encoding="latin-1") as lines:
        for line in lines:
            fields = line.rstrip().split("\t")
            if len(fields) == 5 and fields[0].strip().isdigit():
                day = datetime.strptime(fields[2], "%d.%m.%y").replace(tzinfo=BERLIN).date()
                at_ms = wall_ms(day, int(fields[1][:2]) * 60, BERLIN)
                hours[at_ms // HOUR_MS] += 1
    first, last = min(hours), max(hours)
    value = np.array([float(hours[at]) for at in range(first, last + 1)])
    return Track(name=site, first=first, step_ms=HOUR_MS, value=value)


@pytest.mark.parametrize("site", ["Brennerstrasse_dir1", "Brennerstrasse_dir2"])
def test_a_radar_box_left_on_winter_time_is_found(site: str) -> None:
    track = basel(site)
    found = [
        one
        for one in counter_findings(watch(track, data.ZONE, FREE))
        if one.test in {Test.CLOCK_SHIFT, Test.CLOCK_NOT_CHANGED}
    ]

    assert [one.test for one in found] == [Test.CLOCK_NOT_CHANGED]
    assert found[0].evidence["hours"] == -1
    assert found[0].seen_ms <= ms("2017-03-29T00:00:00")


def test_the_closed_direction_of_months_is_a_change_of_level() -> None:
    own, other = everybody()["353413846"], everybody()["353413847"]
    begin, end = (max, min)
    first = begin(own.track.first, other.track.first) // 96 + 1
    last = end(own.track.end_ms, other.track.end_ms) // DAY_MS
    weeks = (last - first) // 7

    def weekly(track: Track) -> np.ndarray:
        at = first * 96 - track.first
        return np.nansum(track.value[at : at + weeks * 7 * 96].reshape(weeks, -1), axis=1)

    changes = change_points(log_ratio(weekly(own.track), weekly(other.track)[None, :]))

    starts = [date.fromordinal(719_163 + first + 7 * one.at) for one in changes]
    assert min(abs((day - date(2024, 2, 15)).days) for day in starts) <= 7
    assert min(abs((day - date(2024, 10, 8)).days) for day in starts) <= 7


def test_the_frozen_feed_of_car_parks_is_found() -> None:
    for site in ("ph-theater", "ph-stubengasse"):
        own = watch(data.car_parks()[site], data.ZONE, FREE, mean=True)
        frozen = ms("2022-07-10T12:00:00")

        stuck = [one for one in stuck_state_findings(own) if one.start_ms <= frozen < one.end_ms]

        assert len(stuck) == 1
        assert stuck[0].seen_ms - stuck[0].start_ms <= 24 * HOUR_MS


def test_closed_car_parks_stored_as_full_are_found() -> None:
    closed = closed_as_full(data.car_parks()["ph-theater"], 748)

    assert len(closed) > 50
    assert min(one.evidence["before"] for one in closed) >= 112


def test_more_free_spaces_than_there_are_is_found() -> None:
    lots = data.car_parks("german-lots", "2022-06/2022-06-0?.csv.gz")

    assert above_capacity(lots["dresden-parken-kaditz"], 190)
    assert above_capacity(lots["karlsruhe-parken-post-galerie"], 100)[0].flag is Flag.FAIL
    assert above_capacity(data.car_parks()["ph-bremer-platz"], 354) == []


def test_a_car_park_frozen_for_weeks_is_found_within_one() -> None:
    lots = data.car_parks("german-lots", "2022-06/*.csv.gz")
    frozen = watch(lots["bonn-bcp-parken-beetplatz"], data.ZONE, FREE, mean=True)

    (one,) = stuck_state_findings(frozen)

    assert one.seen_ms - one.start_ms <= 7 * DAY_MS + HOUR_MS


def test_duplicate_times_of_the_autumn_hour_are_two_hours_of_utc() -> None:
    """The car parks' clock is right: read with fold by order, no time comes twice."""
    track = data.car_parks()["ph-theater"]
    at_ms = (track.first + np.arange(len(track))) * track.step_ms

    assert duplicate_findings("ph-theater", at_ms, track.value, track.end_ms) == []
