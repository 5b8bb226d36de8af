"""What a counted balance may be, how sure it is, and when it is to be doubted (A10)."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.parking.stays import Bool
from analytics.quarters import Float, Int

METHOD: Final = "0 <= N <= 1.05 C by moving the anchor; sigma from anchors"
METHOD_VERSION: Final = 1
#: More than so much of the capacity cannot be there: double parking included. [percent]
OVERFULL_PERCENT: Final = 105
#: Without an anchor for so long the balance may be doubted. [ms]
ANCHOR_AGE_MAX_MS: Final = 24 * 3_600_000
#: And is, once the drift may have reached this share of the capacity. [1]
DRIFT_SHARE_MAX: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A balance kept within what is possible.

    Parameters
    ----------
    present
        Vehicles.
    moved
        Where the balance left its limits, so that the anchor was moved: a `drift_violation`.
    """

    present: Float
    moved: Bool


def shown(balance: Float, capacity: float) -> tuple[Float, int]:
    """Return the balance cut to [0, C] for display, and how often it was cut.

    For display alone: the raw balance is needed to find the drift.

    References
    ----------
    PARK-020.

    Examples
    --------
    >>> shown(np.array([-3.0, 5, 41]), 40)
    (array([ 0.,  5., 40.]), 2)
    """
    cut = np.clip(balance, 0.0, capacity)
    return cut, int((cut < balance).sum() + (cut > balance).sum())


def free(present: Float, capacity: float) -> Float:
    """Return the free spaces to display: capacity less what is there, within [0, C].

    Examples
    --------
    >>> free(np.array([45.0]), 1000).tolist()
    [955.0]
    """
    return capacity - shown(present, capacity)[0]


def impossible(balance: Float, capacity: float) -> Bool:
    """Whether a balance is below 0 or above 1.05 C.

    Parameters
    ----------
    balance, capacity
        [vehicles], [spaces]; an unknown balance (NaN) is not impossible.

    References
    ----------
    Indicators, A10.

    Examples
    --------
    >>> impossible(np.array([-1.0, 0, 104, 106]), 100).tolist()
    [True, False, False, True]
    """
    return (balance < 0) | (balance > _most(capacity))


def kept(balance: Float, capacity: float) -> Kept:
    """Return a balance that never leaves [0, 1.05 C]: whenever it would, its anchor is moved.

    The move stays: 3 below nothing means that 3 entries were missed, and those are there now.

    Parameters
    ----------
    balance
        Since one anchor; without NaN. [vehicles]

    Examples
    --------
    >>> kept(np.array([1.0, -2, 0, 3]), 40).present.tolist()
    [1.0, 0.0, 2.0, 5.0]
    """
    most = _most(capacity)
    present, moved = balance.astype(np.float64), np.zeros(len(balance), dtype=bool)
    at, upper = 0, bool(len(balance)) and balance[0] > most
    while at < len(present):
        # Held at one limit until the balance, so moved, passes the other one.
        rest = present[at:]
        if upper:
            move = -np.maximum.accumulate(np.maximum(rest - most, 0.0))
        else:
            move = -np.minimum.accumulate(np.minimum(rest, 0.0))
        tried = rest + move
        beyond = tried < 0 if upper else tried > most
        stop = int(np.argmax(beyond)) if beyond.any() else len(rest)
        moved[at : at + stop] |= np.diff(move[:stop], prepend=0.0) != 0
        last = move[stop - 1] if stop else 0.0
        present[at : at + stop] = np.clip(tried[:stop], 0.0, most)  # of rounding
        present[at + stop :] += last
        at, upper = at + stop, not upper
    return Kept(present=present, moved=moved)


def passage_error(drift: Float, passages: Float, rate: float) -> Figure:
    """Return sigma_p: the error of a single passage beyond the drift rate, from anchors.

    The root of the mean of (drift - beta P)^2 / P. [vehicles per root of a passage]

    Examples
    --------
    >>> passage_error(np.array([3.0, 0.0]), np.array([100.0, 100.0]), 0.015).value
    0.15
    """
    some = passages > 0
    if int(some.sum()) < 2:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    rest = (drift - rate * passages)[some]
    return Figure(math.sqrt(float((rest**2 / passages[some]).mean())))


def uncertainty(passages: Float, rate: float, sigma: float) -> Float:
    """Return the standard error of the balance since the last anchor. [vehicles].

    sqrt(P) sigma_p and abs(beta) P, added in quadrature.

    Examples
    --------
    >>> uncertainty(np.array([400.0]), 0.02, 0.3).tolist()
    [10.0]
    """
    return np.hypot(np.sqrt(passages) * sigma, abs(rate) * passages)


def doubtful(age_ms: Int, passages: Float, capacity: float, rate: float | None) -> Bool:
    """Whether the balance is to be flagged 3: no anchor for 24 h and P > 0.1 C / beta.

    Parameters
    ----------
    age_ms
        Time since the last anchor. [ms]
    rate
        The drift rate; None: not known, then age alone decides.

    Examples
    --------
    >>> doubtful(np.array([10**8, 10**8, 0]), np.array([400.0, 600, 600]), 100, 0.02).tolist()
    [False, True, False]
    """
    old = age_ms > ANCHOR_AGE_MAX_MS
    if rate is None:
        return old
    much: Bool = abs(rate) * passages > DRIFT_SHARE_MAX * capacity
    return old & much


def _most(capacity: float) -> float:
    return capacity * OVERFULL_PERCENT / 100
