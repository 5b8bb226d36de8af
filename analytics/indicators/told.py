"""Series of what was folded into buckets: numbers, and why some of them are withheld."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.civil import Buckets
from analytics.figure import Figure, Reason
from analytics.fold import Folded
from analytics.quarters import QUARTER_MS, Byte, Float
from analytics.series import Series, completeness


def series(
    divided: Buckets,
    folded: Folded,
    value: Float,
    details: Mapping[str, NDArray[Any]],
    *,
    method: str,
    version: int,
    flag: Byte | None = None,
) -> Series:
    """Return a series over every hour, whose completeness is the known part of the time.

    Parameters
    ----------
    flag
        None: that of what was folded.

    Examples
    --------
    >>> from analytics.example import asked, run
    >>> from analytics.fold import fold
    >>> divided = asked().divided()
    >>> folded = fold(run(3.0, known=48), divided.edges)
    >>> found = series(divided, folded, folded.total, {}, method="sum", version=1)
    >>> found.value.tolist(), found.coverage.tolist(), found.flag.tolist()
    ([144.0], [0.5], [3])
    """
    return Series(
        method=method,
        method_version=version,
        hours="",
        starts_ms=divided.starts_ms,
        value=value,
        flag=folded.flag() if flag is None else flag,
        details=details,
        **completeness(folded.observed_ms, folded.expected_ms, QUARTER_MS),
    )


def withheld(
    missing: NDArray[np.bool_], reason: Reason = Reason.INSUFFICIENT_DATA
) -> NDArray[np.object_]:
    """Return the word of a reason where a number is missing, None where it is given.

    Examples
    --------
    >>> withheld(np.array([False, True])).tolist()
    [None, 'insufficient_data']
    """
    found = np.full(len(missing), None, dtype=object)
    found[missing] = reason.value
    return found


def numbers(values: Iterable[float | None]) -> Float:
    """Return numbers as they are laid in arrays.

    Examples
    --------
    >>> numbers([1, None]).tolist()
    [1.0, nan]
    """
    return np.array([np.nan if one is None else one for one in values], dtype=np.float64)


def reasons(figures: Iterable[Figure]) -> NDArray[np.object_]:
    """Return why each figure is withheld; None: it is given.

    Examples
    --------
    >>> reasons([Figure(1.0), Figure(None, Reason.UNDEFINED)]).tolist()
    [None, 'undefined']
    """
    return np.array([one.reason and one.reason.value for one in figures], dtype=object)
