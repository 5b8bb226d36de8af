"""Number, mean and spread as states that are merged (indicators F3).

`Exact` holds whole numbers: any order of merging gives the same bytes, and it is what is stored.
`Chan` merges floats without cancelling; two orders may differ in the last bit, so it is for
numbers that are computed once and shown.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Exact:
    """Number, sum and sum of squares of whole numbers (milli-units); of any size.

    Examples
    --------
    >>> exact_of(np.array([1, 2, 3])).merged(exact_of(np.array([4, 5])))
    Exact(n=5, total=15, square=55)
    """

    n: int
    total: int
    square: int

    def merged(self, other: "Exact") -> "Exact":
        """Return the state of both.

        Examples
        --------
        >>> exact_of(np.array([1, 2])).merged(exact_of(np.array([3])))
        Exact(n=3, total=6, square=14)
        """
        return Exact(self.n + other.n, self.total + other.total, self.square + other.square)

    def mean(self) -> float:
        """Return the mean; NaN of nothing. [as the values].

        Examples
        --------
        >>> exact_of(np.array([1, 2, 3, 6])).mean()
        3.0
        """
        return self.total / self.n if self.n else math.nan

    def variance(self) -> float:
        """Return the variance with n - 1; NaN below two values. [values^2].

        Examples
        --------
        >>> exact_of(np.array([2, 4, 4, 4, 5, 5, 7, 9])).variance() == 32 / 7
        True
        """
        if self.n < 2:
            return math.nan
        return (self.n * self.square - self.total**2) / (self.n * (self.n - 1))


def exact_of(values: Int) -> Exact:
    """Return the state of whole numbers.

    Raises
    ------
    ValueError
        A square does not fit: give values below 1e9.

    Examples
    --------
    >>> exact_of(np.array([1, 2, 3]))
    Exact(n=3, total=6, square=14)
    """
    if len(values) and int(np.abs(values).max()) >= 10**9:
        raise ValueError("values of 1e9 and more: choose a coarser unit")
    squares = values.astype(np.int64) ** 2
    # Halves of the squares are added apart, so that no sum leaves 64 bits.
    high, low = int((squares >> 32).sum()), int((squares & (2**32 - 1)).sum())
    return Exact(len(values), int(values.astype(np.int64).sum()), (high << 32) + low)


@dataclass(frozen=True, slots=True)
class Chan:
    """Number, mean and sum of squared deviations.

    Parameters
    ----------
    m2
        Sum of `(x - mean)^2`.
    """

    n: int
    mean: float
    m2: float

    def merged(self, other: "Chan") -> "Chan":
        """Return the state of both.

        References
        ----------
        Chan, Golub and LeVeque (1979) (indicators F3).

        Examples
        --------
        >>> chan_of(np.array([1.0, 2, 3])).merged(chan_of(np.array([4.0, 5])))
        Chan(n=5, mean=3.0, m2=10.0)
        """
        n = self.n + other.n
        if self.n == 0 or other.n == 0:
            return self if other.n == 0 else other
        apart = other.mean - self.mean
        return Chan(
            n,
            self.mean + apart * other.n / n,
            self.m2 + other.m2 + apart * apart * self.n * other.n / n,
        )

    def variance(self) -> float:
        """Return the variance with n - 1; NaN below two values. [values^2].

        Examples
        --------
        >>> round(chan_of(np.array([2.0, 4, 4, 4, 5, 5, 7, 9])).variance(), 4)
        4.5714
        """
        return self.m2 / (self.n - 1) if self.n > 1 else math.nan


def chan_of(values: Float) -> Chan:
    """Return the state of values; NaN values are left out.

    Examples
    --------
    >>> chan_of(np.array([1.0, 2, np.nan, 3]))
    Chan(n=3, mean=2.0, m2=2.0)
    """
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return Chan(0, 0.0, 0.0)
    mean = float(known.mean())
    return Chan(len(known), mean, float(((known - mean) ** 2).sum()))
