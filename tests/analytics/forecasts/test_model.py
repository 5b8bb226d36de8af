"""Forecasts know only what had been received, keep within what can be, and are judged honestly."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.calendar.region import Region
from analytics.civil import day_start_ms
from analytics.figure import Figure
from analytics.forecasts import backtest, model
from analytics.forecasts.backtest import Score, Withheld
from analytics.forecasts.grid import Grid, grid, received_after
from analytics.forecasts.usual import usual
from analytics.quarters import QUARTER_MS, Float

BERLIN = ZoneInfo("Europe/Berlin")
NW = Region(land="NW")
WEEKS = 18
DELAY_MS = 300_000
FIRST = day_start_ms(date(2023, 4, 3), BERLIN) // QUARTER_MS


def _series(value: Float, ceiling: float | None = None) -> Grid:
    known = received_after(FIRST, len(value), DELAY_MS)
    return grid(FIRST, value, known, ceiling=ceiling, zone=BERLIN, region=NW)


def _bicycles(weeks: int = WEEKS, seed: int = 5) -> Float:
    """Return counts of a working week, with weather that lasts for hours."""
    rng = np.random.default_rng(seed)
    quarter = np.arange(weeks * model.WEEK)
    slot, day = quarter % 96, quarter // 96
    usually = 20 * np.exp(-(((slot - 32) / 8) ** 2)) + 18 * np.exp(-(((slot - 68) / 12) ** 2)) + 1
    usually = usually * np.where(day % 7 < 5, 1.0, 0.5)
    swing, level = np.zeros(len(quarter)), 0.0
    for k, shock in enumerate(rng.normal(0, 0.06, len(quarter)).tolist()):
        level = 0.985 * level + shock
        swing[k] = level
    counted: Float = rng.poisson(usually * np.exp(swing)).astype(np.float64)
    return counted


@pytest.fixture(scope="module")
def value() -> Float:
    return np.concatenate([_bicycles(), np.full(8, np.nan)])


def test_what_had_not_been_received_changes_no_forecast(value: Float) -> None:
    series = _series(value)
    origin = FIRST + 15 * model.WEEK + 333
    unknown = series.known_from > origin
    changed = replace(series, value=np.where(unknown, 500.0, series.value))
    for horizon in (1, 8):
        target = slice(0, origin + horizon - FIRST)  # of every origin up to this one
        was = model.walk(model.prepared(series, 1), horizon)
        became = model.walk(model.prepared(changed, 1), horizon)
        for one, other in ((was.value, became.value), (was.baseline, became.baseline)):
            assert np.array_equal(one[target], other[target], equal_nan=True)
        assert np.array_equal(was.band[target], became.band[target], equal_nan=True)
        assert not np.array_equal(was.value[:-8], became.value[:-8], equal_nan=True)


def test_a_reading_that_came_a_week_late_is_learned_from_a_week_later(value: Float) -> None:
    series = _series(value)
    late = series.known_from.copy()
    outage = slice(14 * model.WEEK, 14 * model.WEEK + 96)
    late[outage] = FIRST + 15 * model.WEEK + 300
    spoiled = value.copy()
    spoiled[outage] = 900.0
    quiet = usual(replace(series, known_from=late))
    loud = usual(replace(series, value=spoiled, known_from=late))

    same = np.isclose(quiet.average, loud.average, equal_nan=True)
    assert same[: 16 * model.WEEK].all()
    assert not same[16 * model.WEEK :].all()


def test_forecasts_of_a_swinging_counter_beat_last_week_and_the_baseline(value: Float) -> None:
    series = _series(value)
    seen = model.prepared(series, 1)
    for horizon in (1, 4):
        found = backtest.score(seen, model.walk(seen, horizon), backtest.tested(series))
        assert backtest.withheld(found) is None, found


def test_the_next_two_hours_are_forecast_with_a_band(value: Float) -> None:
    seen = model.prepared(_series(value), 1)
    for horizon in model.HORIZONS:
        told = model.walk(seen, horizon)
        target = len(value) - 8 + horizon - 1
        low, median, high = told.band[target]
        assert 0 <= low <= median <= high
        assert told.value[target] >= 0


def test_a_band_keeps_between_empty_and_full() -> None:
    rng = np.random.default_rng(6)
    slot = np.arange(WEEKS * model.WEEK) % 96
    share = np.clip(np.sin(slot / 96 * np.pi) * 1.1 + rng.normal(0, 0.1, len(slot)), 0, 1)
    seen = model.prepared(_series(share, ceiling=1.0), 1)
    band = model.walk(seen, 2).band

    assert np.nanmin(band) >= 0
    assert np.nanmax(band) <= 1
    assert (np.diff(band[~np.isnan(band).any(axis=1)], axis=1) >= 0).all()


def test_a_series_that_is_constant_short_or_unknown_is_not_forecast() -> None:
    value = np.random.default_rng(8).poisson(20, WEEKS * model.WEEK).astype(np.float64)
    constant = np.full(WEEKS * model.WEEK, 5.0)
    short = value[: 6 * model.WEEK]
    for told in (constant, short, np.full(WEEKS * model.WEEK, np.nan)):
        series = _series(told)
        seen = model.prepared(series, 1)
        found = backtest.score(seen, model.walk(seen, 1), backtest.tested(series))
        assert backtest.withheld(found) is Withheld.INSUFFICIENT_DATA


def test_holidays_are_scored_apart(value: Float) -> None:
    series = _series(value[: 12 * model.WEEK])  # to 25 June: 1, 18 and 29 May, 8 June
    kinds = backtest.by_day_type(series)

    assert list(kinds) == list(backtest.DAY_TYPES)
    assert kinds["holiday"].sum() == 4 * 96
    assert sum(of.sum() for of in kinds.values()) == backtest.tested(series).sum()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, None),
        ({"mase": 1.0}, Withheld.NOT_BETTER_THAN_LAST_WEEK),
        ({"skill": 0.05}, Withheld.NOT_BETTER_THAN_BASELINE),
        ({"covered": 0.74}, Withheld.BAND_NOT_HONEST),
        ({"covered": 0.86}, Withheld.BAND_NOT_HONEST),
        ({"covered": 0.75}, None),
    ],
)
def test_the_release_rule_asks_for_every_part(
    changed: dict[str, float], reason: Withheld | None
) -> None:
    good = {"mase": 0.7, "skill_naive": 0.3, "skill": 0.1, "mae": 2.0, "pinball": 1.0}
    figures = {**good, "covered": 0.8, "interval_score": 9.0, **changed}
    found = Score(n=5_000, **{name: Figure(number) for name, number in figures.items()})

    assert backtest.withheld(found) is reason
    assert backtest.withheld(replace(found, n=100)) is Withheld.INSUFFICIENT_DATA


def test_both_autumn_hours_and_the_missing_spring_hour_have_their_slots() -> None:
    first = day_start_ms(date(2023, 10, 29), BERLIN) // QUARTER_MS
    count = 100
    autumn = grid(
        first,
        np.arange(count, dtype=np.float64),
        received_after(first, count, 0),
        ceiling=None,
        zone=BERLIN,
        region=NW,
    )

    assert (autumn.number == autumn.number[0]).all()
    assert autumn.slot[8:16].tolist() == [8, 9, 10, 11, 8, 9, 10, 11]
    assert autumn.slot[-1] == 95
