"""What is told now: by what had been received, and by when such things usually are."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.calendar.region import Region
from analytics.civil import day_start_ms
from analytics.forecasts import model
from analytics.forecasts.backtest import Withheld
from analytics.forecasts.served import Told, forecasts, received_by
from analytics.quarters import QUARTER_MS, Float, Int

BERLIN = ZoneInfo("Europe/Berlin")
NW = Region(land="NW")
FIRST = day_start_ms(date(2023, 4, 3), BERLIN) // QUARTER_MS
COUNT = 18 * model.WEEK


@pytest.fixture(scope="module")
def past() -> Float:
    rng = np.random.default_rng(3)
    slot = np.arange(COUNT) % 96
    usually = 30 * np.exp(-(((slot - 40) / 14) ** 2)) + 1
    level = np.zeros(COUNT)
    for k, shock in enumerate(rng.normal(0, 0.08, COUNT).tolist()):
        level[k] = 0.98 * level[k - 1] + shock
    return rng.poisson(usually * np.exp(level)).astype(np.float64)


def told(past: Float, received: Int | None) -> Told:
    (found,) = forecasts(FIRST, past, (1,), ceiling=None, zone=BERLIN, region=NW, received=received)
    return found


def test_what_arrived_later_than_the_origin_changes_nothing(past: Float) -> None:
    received = np.arange(FIRST + 1, FIRST + 1 + COUNT)
    received[-2:] = FIRST + COUNT + 1
    spoiled = past.copy()
    spoiled[-2:] = 9_999

    one, other = told(past, received), told(spoiled, received)

    assert one.score is not None
    assert one == other


def test_late_receipt_of_the_past_is_in_the_score(past: Float) -> None:
    prompt = np.arange(FIRST + 1, FIRST + 1 + COUNT)
    late = prompt + np.arange(COUNT) % 4  # once an hour; the newest hour has just come
    late[-4:] = FIRST + COUNT

    errors = [
        None if (score := told(past, received).score) is None else score.mae.value
        for received in (prompt, late)
    ]

    assert errors[0] is not None
    assert errors[1] is not None
    assert errors[0] < errors[1]


def test_what_mostly_comes_hours_late_is_not_forecast(past: Float) -> None:
    late = np.minimum(np.arange(FIRST + 1, FIRST + 1 + COUNT) + 20, FIRST + COUNT)

    assert told(past, late).reason is Withheld.NO_RECENT_DATA


def test_where_receipt_is_not_told_the_newest_delay_counts(past: Float) -> None:
    assert told(past, None) == told(past, np.full(COUNT, -1))


def test_what_was_brought_in_afterwards_says_nothing_of_its_delay() -> None:
    quarters = np.array([10, 11])
    received_ms = (quarters + 1) * QUARTER_MS + np.array([60_000, 90_000_000])

    assert received_by(10, 3, quarters, received_ms, 0).tolist() == [12, -1, -1]
    assert received_by(50, 3, quarters, received_ms, 0).tolist() == [-1, -1, -1]


def test_a_series_of_nothing_is_withheld() -> None:
    found = told(np.full(COUNT, np.nan), np.full(COUNT, -1))

    assert (found.value, found.reason) == (None, Withheld.INSUFFICIENT_DATA)
