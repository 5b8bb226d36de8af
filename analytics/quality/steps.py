"""The steps in which a datastream is looked at: by the hour, by day, but for what people said."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.track import HOUR_MS, Track
from analytics.quarters import QUARTER_MS, Quarters
from analytics.site import Source
from analytics.spans import covered_ms

HOUR_QUARTERS: Final = HOUR_MS // QUARTER_MS


def touched(run: Quarters, source: Source, kinds: set[str]) -> NDArray[np.bool_]:
    """Whether a person has said one of these words of each quarter.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from analytics.example import DAY, run, source
    >>> from analytics.said import Judgement
    >>> from devices.properties import Property
    >>> fair = Judgement(kind="atypical", span=replace(DAY, to_ms=1_800_000))
    >>> counter = replace(source(Property.COUNT), judgements=(fair,))
    >>> touched(run(0.0), counter, {"atypical"})[:3].tolist()
    [True, True, False]
    """
    spans = [said.span for said in source.judgements if said.kind in kinds]
    return np.asarray(covered_ms(run.first, len(run), spans) > 0)


def by_day(run: Quarters) -> NDArray[np.bool_]:
    """Whether something is expected of a quarter, and was and will be for an hour around it.

    Examples
    --------
    A camera sees from 06:00 on; what it tells of the dusk is left out:

    >>> from analytics.example import run
    >>> camera = run(5.0)
    >>> camera.expected_ms[:24] = 0
    >>> by_day(camera)[[0, 27, 28, 95]].tolist()
    [False, False, True, True]
    """
    expected = run.expected_ms > 0
    padded = np.pad(expected, HOUR_QUARTERS, constant_values=True)
    return np.asarray(
        np.lib.stride_tricks.sliding_window_view(padded, 2 * HOUR_QUARTERS + 1).all(axis=1)
    )


def counts_hours(run: Quarters) -> bool:
    """Whether most of what is known comes in intervals longer than a quarter.

    Examples
    --------
    >>> from analytics.example import run
    >>> hours = run(5.0)
    >>> hours.grain[:] = 4
    >>> counts_hours(hours), counts_hours(run(5.0))
    (True, False)
    """
    known = run.observed_ms > 0
    return bool(2 * np.count_nonzero(run.grain[known] > 1) > np.count_nonzero(known))


def by_hour(track: Track, run: Quarters) -> Track:
    """Return hours; what is part of a longer interval, such as two summed hours, is coarse.

    Parameters
    ----------
    run
        The quarters of which the track was made.

    Examples
    --------
    >>> from analytics.example import run
    >>> from analytics.quality.track import of_counts
    >>> hours = run(5.0)
    >>> hours.grain[:] = 4
    >>> hours.grain[4:12] = 8  # two hours in one
    >>> track = by_hour(of_counts("x", hours), hours)
    >>> track.value[:2].tolist(), track.coarse[:4].tolist()
    ([20.0, 20.0], [False, True, True, False])
    """
    before, after = run.first % HOUR_QUARTERS, -(run.first + len(run)) % HOUR_QUARTERS
    grain = np.pad(run.grain, (before, after)).reshape(-1, HOUR_QUARTERS).max(axis=1)
    return replace(track.hourly(), coarse=grain > HOUR_QUARTERS)
