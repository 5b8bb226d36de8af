"""Series of indicators: stored day states in, buckets with value, completeness and flag out.

Pure: the API calls them with what is stored; `derive` stores what they say of days to years.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics import volume
from analytics.civil import Buckets
from analytics.fold import fold
from analytics.quarters import QUARTER_MS, Byte, Float, Int, Quarters, empty
from analytics.question import Question, Stream
from devices.quality import Flag


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """An indicator over the buckets of a window. Arrays have one entry a bucket.

    Parameters
    ----------
    starts_ms
        Start of each bucket. [ms since 1970]
    value
        NaN where the indicator is not known. [unit of the indicator]
    n_expected, n_valid
        Nominal intervals that lie in the bucket, and how many of them are known, rounded down.
    coverage
        Known share of the expected time; NaN where nothing is expected. [1]
    flag
        1 whole, 3 incomplete or doubted, 9 nothing known.
    details
        More that is said of each bucket, by the names that the catalogue gives: arrays of numbers
        (NaN: not known), of words (None: nothing to say), or with a second axis.
    hours
        The window of a mean: `24h`, or the hours of the week as written; '' where it has none.
    total
        The same indicator of the whole window, as a series of one bucket; None in such a series.
    """

    method: str
    method_version: int
    hours: str
    starts_ms: Int
    value: Float
    n_expected: Int
    n_valid: Int
    coverage: Float
    flag: Byte
    details: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    total: "Series | None" = None

    def __len__(self) -> int:
        return len(self.value)


def volume_series(parts: Sequence[Stream], asked: Question) -> Series:
    """Return the volume of a site, mode and direction: the sum over its parts.

    Parameters
    ----------
    parts
        The datastreams with role `part` of the mode and direction; `check` series are not added.

    References
    ----------
    Indicators B2.

    Examples
    --------
    >>> from analytics.civil import Bucket
    >>> from analytics.example import DAY, asked, counted
    >>> ways = [Stream(states=counted(each), deployed=[DAY], extremes=False) for each in (3.0, 4.0)]
    >>> found = volume_series(ways, asked(Bucket.HOUR))
    >>> found.value[:2].tolist(), found.total.value.tolist()
    ([28.0, 28.0], [672.0])
    """
    first, count = asked.run()
    run = (
        volume.cross_section([part.quarters(first, count) for part in parts])
        if parts
        else empty(first, count, extremes=False)
    )
    nominal_ms = max((part.nominal_ms for part in parts), default=QUARTER_MS)

    def series(divided: Buckets) -> Series:
        folded = fold(run, divided.edges)
        value = volume.values(folded)
        hidden = folded.grain > folded.quarters  # counted in longer intervals than the bucket
        known = np.where(hidden, 0, folded.observed_ms)
        return Series(
            method=volume.METHOD,
            method_version=volume.METHOD_VERSION,
            hours="",
            starts_ms=divided.starts_ms,
            value=value,
            flag=np.where(hidden, Flag.MISSING, folded.flag()).astype(np.uint8),
            **completeness(known, folded.expected_ms, nominal_ms),
        )

    return with_total(series, asked)


def with_total(series: Callable[[Buckets], Series], asked: Question) -> Series:
    """Return the series of a question, where wanted with that of the whole window beside it.

    Parameters
    ----------
    series
        Computes any buckets of the window.

    Examples
    --------
    >>> from analytics.civil import Bucket
    >>> from analytics.example import asked
    >>> def lengths(divided: Buckets) -> Series:
    ...     return Series(method="", method_version=1, hours="", starts_ms=divided.starts_ms,
    ...                   value=np.diff(divided.edges) / 4, flag=np.ones(len(divided), np.uint8),
    ...                   **completeness(np.diff(divided.edges), np.diff(divided.edges), 1))
    >>> found = with_total(lengths, asked(Bucket.HOUR))
    >>> found.value[:2].tolist(), found.total.value.tolist()  # hours
    ([1.0, 1.0], [24.0])
    """
    divided = asked.divided()
    if not asked.whole:
        return series(divided)
    ends = divided.edges[[0, -1]]
    whole = series(Buckets(starts_ms=np.array([asked.window.from_ms]), edges=ends))
    found = series(divided)
    return Series(**{name: getattr(found, name) for name in Series.__slots__} | {"total": whole})


def elapsed_ms(run: Quarters, divided: Buckets, asked: Question) -> Int:
    """Return how much of each bucket was expected and has come. [ms].

    Parameters
    ----------
    asked
        Time after its `until_ms` has not come; it may be in the midst of a quarter, which then
        counts whole.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from analytics.example import asked, run
    >>> noon = replace(asked(), until_ms=12 * 3_600_000)
    >>> (elapsed_ms(run(0.0), noon.divided(), noon) // 3_600_000).tolist()
    [12]
    """
    operating = run.expected_ms - run.closed_ms
    if asked.until_ms is not None:
        number = np.arange(run.first, run.first + len(run))
        operating = np.where(number * QUARTER_MS < asked.until_ms, operating, 0)
    return np.add.reduceat(operating, (divided.edges - run.first)[:-1])


def completeness(observed_ms: Int, expected_ms: Int, nominal_ms: int) -> dict[str, Any]:
    """Return `n_expected`, `n_valid` and `coverage` of buckets, as in `Series`.

    Parameters
    ----------
    observed_ms, expected_ms
        Known and expected time of each bucket. [ms]
    nominal_ms
        The interval that is counted in. [ms]

    Examples
    --------
    >>> told = completeness(np.array([1_800_000, 0]), np.array([3_600_000, 0]), 900_000)
    >>> [values.tolist() for values in told.values()]
    [[4, 0], [2, 0], [0.5, nan]]
    """
    some = expected_ms > 0
    return {
        "n_expected": expected_ms // nominal_ms,
        "n_valid": np.minimum(observed_ms, expected_ms) // nominal_ms,
        "coverage": np.where(some, observed_ms / np.where(some, expected_ms, 1), np.nan),
    }
