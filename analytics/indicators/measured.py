"""What one datastream of air, weather or soil measured: quarters, means of hours and buckets."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.environment import capture, means
from analytics.fold import Folded, fold
from analytics.indicators.method import Known
from analytics.quarters import QUARTER_MS, Float, Int, Quarters
from analytics.question import Question
from analytics.site import Site, Source
from devices.properties import Property

HOUR: Final = 4  #: quarters
YEAR: Final = 360 * 96  #: from here on the rule for annual means holds [quarters]


def only(site: Site, observed: Property) -> Source | None:
    """Return the datastream of a property; None where there is none, or more than one.

    Two depths of soil, or two sides of a street, have no common mean.

    Examples
    --------
    >>> from analytics.indicators.example import BAYS, STATION
    >>> only(STATION, Property.AIR_TEMPERATURE).id, only(BAYS, Property.BAY_STATE)
    (1, None)
    """
    told = [s for s in site.sources if s.observed is observed and s.role == "part"]
    return told[0] if len(told) == 1 else None


def run_of(source: Source, known: Known, asked: Question, first: int, count: int) -> Quarters:
    """Return the quarters of a datastream; of what is still to come nothing is expected.

    Parameters
    ----------
    first, count
        The run: number of the first quarter since 1970, and how many. [quarters]

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import STATION, held
    >>> noon = replace(asked(), until_ms=43_200_000)
    >>> run = run_of(STATION.sources[0], held(21.5), noon, 0, 96)
    >>> run.last[:2].tolist(), int(run.expected_ms.sum()) // 3_600_000  # [Cel], [h]
    ([21.5, 21.5], 12)
    """
    states = known.states.get(source.id, {})
    run = source.stream(states, asked.known_until_ms).quarters(first, count)
    if asked.until_ms is None:
        return run
    come = np.arange(first, first + count) * QUARTER_MS < asked.until_ms
    return replace(run, expected_ms=np.where(come, run.expected_ms, 0))


def hourly(run: Quarters, edges: Int) -> Float | None:
    """Return the means of the hours of buckets; None where a bucket is not made of hours.

    An hour needs 75 % of its time, see `analytics.environment.means`.

    Examples
    --------
    >>> from analytics.example import asked, run
    >>> warm = run(21.5 * QUARTER_MS, known=6)
    >>> hourly(warm, asked().divided().edges)[:3].tolist()  # [Cel]
    [21.5, nan, nan]
    """
    if (np.diff(edges) % HOUR).any():
        return None
    hours = np.arange(edges[0], edges[-1] + 1, HOUR, dtype=np.int64)
    return means.of_buckets(fold(run, hours))


def of_buckets(run: Quarters, edges: Int, hours: Float | None, until_ms: int | None) -> Float:
    """Return the mean of each bucket: of a day and longer that of its valid hours.

    Parameters
    ----------
    hours
        Of the same buckets, see `hourly`; None: of the whole bucket at once.
    until_ms
        Hours after this have not come yet, and are not missing. [ms since 1970]

    Notes
    -----
    A day, and what is shorter than a year, needs 75 % of its hours, a year 90 %; of what was
    measured over more than an hour the mean over known time is taken.

    References
    ----------
    2008/50/EC, annex I, VII A.2 and XI A (indicators D4).

    Examples
    --------
    >>> from analytics.example import asked, run
    >>> edges = asked().divided().edges
    >>> for hours in (18, 17):
    ...     warm = run(21.5 * QUARTER_MS, known=4 * hours)
    ...     print(of_buckets(warm, edges, hourly(warm, edges), None))
    [21.5]
    [nan]
    """
    folded = fold(run, edges)
    if hours is None or int(np.diff(edges).max()) <= HOUR:
        return means.of_buckets(folded)
    at = (edges - edges[0]) // HOUR
    come = np.ones(len(hours), dtype=np.int64)
    if until_ms is not None:
        begins = (edges[0] + HOUR * np.arange(len(hours))) * QUARTER_MS
        come = (begins + HOUR * QUARTER_MS <= until_ms).astype(np.int64)
    valid = ~np.isnan(hours)
    n = np.add.reduceat(valid.astype(np.int64), at[:-1])
    summed = np.add.reduceat(np.where(valid, hours, 0.0), at[:-1])
    required = np.maximum(np.add.reduceat(come, at[:-1]), 1)
    yearly = np.diff(edges) >= YEAR
    known = np.where(
        yearly, capture.enough(n, required, capture.YEAR_PERCENT), capture.enough(n, required)
    )
    found = np.where(known, summed / np.where(known, n, 1), np.nan)
    return np.where(folded.grain > HOUR, _coarse(folded, yearly), found)


def _coarse(folded: Folded, yearly: NDArray[np.bool_]) -> Float:
    """Return means of buckets in which something was measured over more than an hour: of time."""
    whole = capture.enough(folded.observed_ms, folded.expected_ms, capture.YEAR_PERCENT)
    return np.where(whole | ~yearly, means.of_buckets(folded), np.nan)
