"""Sunrise and sunset against published times, and what a counter is expected to see by day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.calendar.daylight import CIVIL, SUNRISE, Daylight
from analytics.quarters import DAY_MS, QUARTER_MS, QUARTERS
from analytics.spans import Span

MINUTE_MS = 60_000


def day(year: int, month: int, at: int) -> int:
    return (date(year, month, at) - date(1970, 1, 1)).days


def clock(ms: float, zone: str) -> str:
    local = datetime.fromtimestamp(round(ms / MINUTE_MS) * 60, UTC).astimezone(ZoneInfo(zone))
    return f"{local:%H:%M}"


@pytest.mark.parametrize(
    ("on", "latitude", "longitude", "zone", "published"),
    [
        # as newspapers and calendars print them, rounded to the minute
        ((2024, 6, 20), 52.52, 13.405, "Europe/Berlin", ("04:43", "21:33")),
        ((2024, 12, 21), 52.52, 13.405, "Europe/Berlin", ("08:15", "15:54")),
        ((2024, 6, 20), 51.5074, -0.1278, "Europe/London", ("04:43", "21:21")),
        ((2024, 12, 21), 51.5074, -0.1278, "Europe/London", ("08:04", "15:53")),
        ((2024, 6, 20), -33.87, 151.21, "Australia/Sydney", ("07:00", "16:54")),
    ],
)
def test_the_sun_rises_and_sets_when_almanacs_say(
    on: tuple[int, int, int],
    latitude: float,
    longitude: float,
    zone: str,
    published: tuple[str, str],
) -> None:
    place = Daylight(latitude=latitude, longitude=longitude)
    rise, down = place.events(np.array([float(day(*on))]))
    for found, said in zip((rise[0], down[0]), published, strict=True):
        minutes = [int(text[:2]) * 60 + int(text[3:]) for text in (clock(found, zone), said)]
        assert abs(minutes[0] - minutes[1]) <= 1, (clock(found, zone), said)


def test_civil_twilight_begins_before_sunrise_and_ends_after_sunset() -> None:
    days = np.arange(day(2024, 1, 1), day(2025, 1, 1), dtype=np.float64)
    bright = Daylight(latitude=51.96, longitude=7.63, altitude=SUNRISE).events(days)
    civil = Daylight(latitude=51.96, longitude=7.63, altitude=CIVIL).events(days)
    for early, late in ((civil[0], bright[0]), (bright[1], civil[1])):
        minutes = (late - early) / MINUTE_MS
        assert 32 < minutes.min() < minutes.max() < 50  # longest at the solstice of summer


def test_beyond_the_polar_circle_there_are_days_without_night_and_without_day() -> None:
    tromso = Daylight(latitude=69.65, longitude=18.96)
    summer = Span(day(2024, 6, 10) * DAY_MS, day(2024, 6, 20) * DAY_MS)
    winter = Span(day(2024, 12, 10) * DAY_MS, day(2024, 12, 20) * DAY_MS)
    covered = sum(s.to_ms - s.from_ms for s in tromso.spans(summer))
    assert covered == pytest.approx(10 * DAY_MS, abs=10 * MINUTE_MS)
    assert tromso.spans(winter) == []


def test_a_span_is_the_same_however_large_the_window_is() -> None:
    place = Daylight(latitude=52.52, longitude=13.405)
    first = day(2024, 10, 1)
    year = place.spans(Span(first * DAY_MS, (first + 365) * DAY_MS))
    for at in range(0, 365, 30):
        window = Span((first + at) * DAY_MS, (first + at + 1) * DAY_MS)
        assert [s for s in year if window.from_ms <= s.from_ms < window.to_ms] == [
            s for s in place.spans(window) if s.from_ms > window.from_ms
        ]


def test_an_hour_that_lasts_over_sunset_is_of_the_day_and_the_next_one_is_not() -> None:
    place = Daylight(latitude=52.52, longitude=13.405)
    first = day(2024, 10, 1)
    starts = first * DAY_MS + np.arange(24, dtype=np.int64) * 4 * QUARTER_MS
    told = [(starts, np.full(24, 4 * QUARTER_MS, dtype=np.int64))]
    deployed = [Span(0, 10**14)]
    by_day = place.within(deployed, first * QUARTERS, QUARTERS)
    with_hours = place.within(deployed, first * QUARTERS, QUARTERS, told)
    assert [(clock(s.from_ms, "UTC"), clock(s.to_ms, "UTC")) for s in by_day] == [
        ("05:08", "16:43")
    ]
    assert [(clock(s.from_ms, "UTC"), clock(s.to_ms, "UTC")) for s in with_hours] == [
        ("05:00", "17:00")
    ]
