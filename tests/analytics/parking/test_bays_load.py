"""The load of bays over a window that is longer than anything is known or expected of them."""

import numpy as np
import pytest

from analytics import occupancy
from analytics.civil import Bucket
from analytics.day_state import pack_days
from analytics.example import ZONE
from analytics.occupancy import Capacity, Load
from analytics.parking.series import bays_load
from analytics.quarters import DAY_MS, QUARTER_MS, QUARTERS, empty, no_ends
from analytics.question import Question, Stream
from analytics.spans import Span

WINDOW = Span(9 * DAY_MS, 40 * DAY_MS)


def bay(chosen: np.random.Generator, span: Span) -> Stream:
    """Return a bay that is deployed for some time, with states of some days about it."""
    days = range(span.from_ms // DAY_MS, min(span.to_ms // DAY_MS + 1, 60))
    states: dict[int, bytes] = {}
    for day in days:
        run = empty(day * QUARTERS, QUARTERS)
        run.expected_ms[:] = QUARTER_MS
        run.observed_ms[:] = chosen.integers(0, QUARTER_MS, QUARTERS)
        run.total[:] = run.observed_ms * chosen.integers(0, 2, QUARTERS)
        run.flag[:] = chosen.choice([1, 3, 4, 9], QUARTERS)
        if chosen.random() < 0.6:
            states |= pack_days(run, no_ends(1))
    return Stream(states=states, deployed=[span], known_until_ms=38 * DAY_MS + 5)


@pytest.mark.parametrize(
    "spans",
    [
        [Span(20 * DAY_MS + 7, 23 * DAY_MS + 1_000_000), Span(21 * DAY_MS, 22 * DAY_MS)],
        [Span(0, 12 * DAY_MS + 3), Span(30 * DAY_MS, 10**15)],
        [Span(0, 2 * DAY_MS)],
        [Span(50 * DAY_MS, 10**15)],
    ],
    ids=["within", "over both ends", "before", "after"],
)
@pytest.mark.parametrize("seed", range(5))
def test_it_is_that_of_all_quarters_of_the_window(spans: list[Span], seed: int) -> None:
    chosen = np.random.default_rng(seed)
    bays = [bay(chosen, span) for span in spans]
    capacity = Capacity(closures=[(Span(22 * DAY_MS + 5, 31 * DAY_MS), 1)])
    asked = Question(window=WINDOW, bucket=Bucket.YEAR, zone=ZONE)
    first, count = asked.run()
    whole = occupancy.of_bays((one.quarters(first, count) for one in bays), capacity, None)

    found = bays_load(bays, capacity, asked, None)

    assert found.first == whole.first
    for name in Load.__slots__[1:]:
        assert getattr(found, name).tobytes() == getattr(whole, name).tobytes(), name
        assert getattr(found, name).dtype == getattr(whole, name).dtype
