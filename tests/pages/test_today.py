"""Today so far is compared with the same part of earlier days, and only where both are known."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from analytics.civil import to_ms
from api.pages.counting import WEEKS, Counts, last_hours, today
from api.pages.spark import spark

BERLIN = ZoneInfo("Europe/Berlin")
QUARTER_MS = 900_000
FIRST = datetime(2026, 9, 20, tzinfo=UTC)
WEEK = 7 * 96


def counts(quarters: int, each: float = 1.0) -> Counts:
    """The same count in every quarter hour since `FIRST`."""
    return Counts(
        first_ms=to_ms(FIRST),
        step_ms=QUARTER_MS,
        volume=np.full(quarters, each),
        expected=np.ones(quarters, dtype=np.bool_),
    )


def at(text: str) -> int:
    """An instant written with its offset, in ms since 1970."""
    return to_ms(datetime.fromisoformat(text))


def quarters_until(text: str) -> int:
    """How many quarters lie between `FIRST` and an instant."""
    return (at(text) - to_ms(FIRST)) // QUARTER_MS


def test_a_running_day_is_summed_up_to_its_last_whole_quarter() -> None:
    now = "2026-11-22T14:07:00+01:00"

    found = today(counts(quarters_until(now) + 1), BERLIN, at(now))

    assert found is not None
    assert (found.day, found.whole) == (date(2026, 11, 22), False)
    assert found.until_ms == at("2026-11-22T14:00:00+01:00")
    assert (found.total, found.n_valid, found.n_expected) == (56, 56, 56)


def test_it_is_compared_up_to_the_same_wall_time_across_the_clock_change() -> None:
    now = "2026-11-22T14:00:00+01:00"

    found = today(counts(quarters_until(now)), BERLIN, at(now))

    # Seven of the eight Sundays have 56 quarters up to 14:00; on the 25th of October, when the
    # clocks go back, there are 60: one number a quarter makes the part of the day visible.
    assert found is not None
    assert (found.weeks, found.usual) == (WEEKS, 56)


def test_a_whole_day_is_compared_with_whole_days() -> None:
    now = "2026-11-22T00:00:00+01:00"

    found = today(counts(quarters_until(now)), BERLIN, at("2026-11-30T12:00:00+01:00"))

    assert found is not None
    assert (found.day, found.whole, found.total) == (date(2026, 11, 21), True, 96)
    assert found.usual == 96


def test_fewer_than_three_known_weeks_are_no_comparison() -> None:
    now = "2026-11-22T14:00:00+01:00"
    known = counts(quarters_until(now))
    known.volume[: -2 * WEEK - 96] = np.nan

    found = today(known, BERLIN, at(now))

    assert found is not None
    assert (found.weeks, found.usual) == (2, None)


def test_a_day_with_gaps_is_not_compared() -> None:
    now = "2026-11-22T14:00:00+01:00"
    known = counts(quarters_until(now))
    known.volume[-30:-20] = np.nan

    found = today(known, BERLIN, at(now))

    assert found is not None
    assert found.usual is None
    assert (found.total, found.coverage) == (46, 46 / 56)


def test_an_earlier_day_with_gaps_is_left_out() -> None:
    now = "2026-11-22T14:00:00+01:00"
    known = counts(quarters_until(now))
    known.volume[-WEEK - 20 : -WEEK] = 0
    known.volume[-2 * WEEK - 20 : -2 * WEEK] = np.nan

    found = today(known, BERLIN, at(now))

    assert found is not None
    assert (found.weeks, found.usual) == (WEEKS - 1, 56)


def test_without_any_value_there_is_no_day() -> None:
    known = counts(96)
    known.volume[:] = np.nan

    assert today(known, BERLIN, at("2026-11-22T14:00:00+01:00")) is None


def test_the_small_line_breaks_where_nothing_is_known() -> None:
    known = counts(96)
    known.volume[40:44] = np.nan

    drawn = spark(last_hours(known, to_ms(FIRST + timedelta(days=1))), "label")

    assert drawn is not None
    assert drawn.line.count("M") == 2


def test_two_points_are_no_line() -> None:
    assert spark([1.0, None, 2.0], "label") is None
