"""Real counters on days on which nothing is known to have changed: nothing is said of them."""

from datetime import date
from itertools import permutations

import numpy as np
import pytest

from analytics.calendar.region import Region, number_of
from analytics.counting.hours import civil_days, of_hours
from analytics.effects.before_after import Effect, Verdict, before_after
from analytics.quarters import Float
from benchmarks import quality_data as data

NW = Region(land="NW")
FIRST, LAST = date(2019, 1, 1), date(2024, 12, 31)
STATIONS = {
    "100034978": ("101034978", "102034978"),
    "100034981": ("101034981", "102034981"),
    "100034982": ("101034982", "102034982"),
}
AFTER_DAYS = 180


def _daily(station: str) -> Float:
    """Return the whole days of a station of Münster."""
    days = civil_days(FIRST, LAST, data.ZONE)
    laid = np.full((2, len(days.hour) * 4), np.nan)
    for row, channel in zip(laid, STATIONS[station], strict=True):
        track = data.bicycles(station)[channel]
        at = np.arange(len(track)) + track.first - days.first_quarter
        inside = (at >= 0) & (at < len(row))
        row[at[inside]] = track.value[inside]
    hourly = laid.sum(axis=0).reshape(-1, 4).sum(axis=1)
    daily = of_hours(days, hourly).daily
    return np.where(daily >= 50, daily, np.nan)  # a day of zeros is a dead counter


@pytest.fixture(scope="module")
def counted() -> dict[str, Float]:
    if not data.DATA.exists():
        pytest.skip(f"the recordings are missing: {data.DATA}")
    return {station: _daily(station) for station in STATIONS}


def _compared(counted: dict[str, Float], factor: float) -> list[Effect]:
    """Return what is said of every pair of stations, four days a year, 2020 to 2023."""
    number = civil_days(FIRST, LAST, data.ZONE).number
    found = []
    for one, other in permutations(counted, 2):
        for year, month in ((y, m) for y in range(2020, 2024) for m in (2, 5, 8, 11)):
            at = number_of(date(year, month, 15))
            window = (number >= at - 365) & (number < at + AFTER_DAYS)
            site = counted[one][window] * np.where(number[window] >= at, factor, 1.0)
            said = before_after(site, [counted[other][window]], number[window], at, NW)
            found += [said] if said.verdict is not None else []
    return found


@pytest.mark.recordings
def test_on_days_like_any_other_more_is_said_in_at_most_one_of_twenty(
    counted: dict[str, Float],
) -> None:
    found = _compared(counted, 1.0)

    assert len(found) >= 50
    assert sum(one.verdict is Verdict.MORE for one in found) <= 0.05 * len(found)


@pytest.mark.recordings
def test_a_fifth_more_put_into_real_counts_is_recovered(counted: dict[str, Float]) -> None:
    found = _compared(counted, 1.2)
    changes = [one.change for one in found if one.change is not None]
    inside = [one.low <= 0.2 <= one.high for one in found if one.low is not None and one.high]

    assert np.median(changes) == pytest.approx(0.2, abs=0.02)
    assert np.mean(inside) >= 0.9
    assert sum(one.verdict is Verdict.MORE for one in found) >= 0.75 * len(found)
    assert not any(one.verdict is Verdict.LESS for one in found)
