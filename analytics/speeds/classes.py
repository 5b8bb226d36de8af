"""Speed classes with their real edges, and counts that lie in them (indicators C4).

A device that rounds to whole km/h says 40 for anything in [39.5, 40.5); one that cuts off says 40
for [40, 41). Which of the two it does is told by its vendor, and moves every percentile by half a
km/h.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
MILLI_IN_TENTH: Final = 100
_REMAINDER_DECIMALS: Final = 7  #: what differs less is rounding [vehicles]
_TOP_KMH: Final = 250  #: from here on a whole-number histogram tells nothing apart [km/h]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Classes of speed.

    Parameters
    ----------
    lower_tenths
        Lower edge of each class, rising. [0.1 km/h]
    top_tenths
        Upper edge of the last class; None: it is open, "70 km/h and more". [0.1 km/h]

    Raises
    ------
    ValueError
        There is no class, or the edges do not rise.
    """

    lower_tenths: tuple[int, ...]
    top_tenths: int | None = None

    def __post_init__(self) -> None:
        edges = [*self.lower_tenths, *([] if self.top_tenths is None else [self.top_tenths])]
        if not self.lower_tenths or any(b <= a for a, b in pairwise(edges)):
            raise ValueError(f"edges of speed classes must rise, not {edges}: write them in order")

    def __len__(self) -> int:
        return len(self.lower_tenths)

    def lower(self) -> Float:
        """Return the lower edge of each class. [km/h].

        Examples
        --------
        >>> Classes(lower_tenths=(0, 300, 500)).lower().tolist()
        [0.0, 30.0, 50.0]
        """
        return np.array(self.lower_tenths, dtype=np.float64) / 10

    def upper(self) -> Float:
        """Return the upper edge of each class, infinite where the last one is open. [km/h].

        Examples
        --------
        >>> Classes(lower_tenths=(0, 300, 500)).upper().tolist()
        [30.0, 50.0, inf]
        """
        top = np.inf if self.top_tenths is None else self.top_tenths / 10
        return np.append(self.lower()[1:], top)

    def middle(self, open_top_kmh: float | None = None) -> Float:
        """Return the middle of each class. [km/h].

        Parameters
        ----------
        open_top_kmh
            What stands for the open last class; without it that middle is NaN. [km/h]

        Examples
        --------
        >>> three = Classes(lower_tenths=(0, 300, 500))
        >>> three.middle().tolist(), three.middle(55).tolist()
        ([15.0, 40.0, nan], [15.0, 40.0, 55.0])
        """
        middle = (self.lower() + self.upper()) / 2
        if self.top_tenths is None:
            middle[-1] = np.nan if open_top_kmh is None else open_top_kmh
        return middle

    def place(self, speed_milli: Int) -> NDArray[np.int64]:
        """Return the class of each speed; -1 below the first, `len(self)` above a closed last.

        Parameters
        ----------
        speed_milli
            [0.001 km/h]

        Examples
        --------
        >>> two = Classes(lower_tenths=(300, 500), top_tenths=700)
        >>> two.place(np.array([29_999, 30_000, 50_000, 70_000])).tolist()
        [-1, 0, 1, 2]
        """
        edges = np.array(self.lower_tenths, dtype=np.int64) * MILLI_IN_TENTH
        widths = np.diff(edges)
        if len(widths) and (widths == widths[0]).all():  # a division is quicker than a search
            found = np.clip((speed_milli - edges[0]) // widths[0], -1, len(self) - 1)
        else:
            found = np.searchsorted(edges, speed_milli, side="right") - 1
        if self.top_tenths is not None:
            found[speed_milli >= self.top_tenths * MILLI_IN_TENTH] = len(self)
        placed: NDArray[np.int64] = found.astype(np.int64, copy=False)
        return placed


@lru_cache(maxsize=1)
def rounded_whole() -> Classes:
    """Return the classes of a device that rounds to whole km/h: `v` is `[v - 0.5, v + 0.5)`.

    Examples
    --------
    >>> rounded_whole().lower()[:3].tolist()
    [-0.5, 0.5, 1.5]
    """
    return Classes(lower_tenths=tuple(range(-5, _TOP_KMH * 10, 10)))


@lru_cache(maxsize=1)
def truncated_whole() -> Classes:
    """Return the classes of a device that cuts off to whole km/h: `v` is `[v, v + 1)`.

    They fit a device that measures in tenths as well.

    Examples
    --------
    >>> truncated_whole().lower()[:3].tolist()
    [0.0, 1.0, 2.0]
    """
    return Classes(lower_tenths=tuple(range(0, _TOP_KMH * 10 + 1, 10)))


#: Telraam's histogram of car speeds: eight classes of 10 km/h, the last one open.
TELRAAM_10: Final = Classes(lower_tenths=tuple(range(0, 701, 100)))
#: Telraam's finer histogram: 25 classes of 5 km/h, the last one open.
TELRAAM_5: Final = Classes(lower_tenths=tuple(range(0, 1201, 50)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Binned:
    """Vehicles by class of speed: one histogram, or one a row.

    Parameters
    ----------
    counts
        Shape `(..., classes)`; the last axis are the classes. [vehicles]

    Raises
    ------
    ValueError
        The last axis has another length than there are classes.
    """

    classes: Classes
    counts: NDArray[Any]

    def __post_init__(self) -> None:
        if self.counts.shape[-1:] != (len(self.classes),):
            raise ValueError(
                f"counts of shape {self.counts.shape} for {len(self.classes)} speed classes"
            )

    def total(self) -> NDArray[Any]:
        """Return how many vehicles each histogram holds.

        Examples
        --------
        >>> two = Classes(lower_tenths=(0, 300))
        >>> Binned(classes=two, counts=np.array([[5, 3], [0, 1]])).total().tolist()
        [8, 1]
        """
        summed: NDArray[Any] = self.counts.sum(axis=-1)
        return summed


def of_edges(edges_kmh: Sequence[float], counts: Sequence[int]) -> Binned:
    """Return one histogram with closed classes as a table gives it.

    Parameters
    ----------
    edges_kmh
        One more than there are counts, in tenths at the finest. [km/h]

    Examples
    --------
    >>> of_edges([39.5, 44.5, 49.5], [5, 8]).classes.middle().tolist()
    [42.0, 47.0]
    """
    tenths = [round(edge * 10) for edge in edges_kmh]
    classes = Classes(lower_tenths=tuple(tenths[:-1]), top_tenths=tenths[-1])
    return Binned(classes=classes, counts=np.array(counts))


def apportioned(total: Int, shares: Float) -> Int:
    """Return whole vehicles by class from the shares a device publishes; each row adds up.

    The largest remainders get what rounding down leaves over; of equal ones the lower class.

    Parameters
    ----------
    total
        Vehicles of each row. [vehicles]
    shares
        Shape `(rows, classes)`, in any unit: each row is divided by its sum. A row without any
        share gives no vehicle.

    Examples
    --------
    >>> apportioned(np.array([3]), np.array([[33.33, 0.0, 66.67]])).tolist()
    [[1, 0, 2]]
    """
    whole = shares.sum(axis=1)
    known = whole > 0
    exact = shares * np.where(known, total / np.where(known, whole, 1.0), 0.0)[:, None]
    # Published shares have decimals, of which neither products nor differences are exact.
    exact = np.round(exact, _REMAINDER_DECIMALS)
    counts = np.floor(exact).astype(np.int64)
    left = np.where(known, total, 0) - counts.sum(axis=1)
    over = np.round(counts - exact, _REMAINDER_DECIMALS)
    order = np.argsort(over, axis=1, kind="stable")
    extra = np.arange(shares.shape[1])[None, :] < left[:, None]
    np.put_along_axis(counts, order, np.take_along_axis(counts, order, axis=1) + extra, axis=1)
    return counts
