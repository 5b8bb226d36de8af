"""Two ways to one figure: ours and that of pandas, with how they are timed and compared."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.topic import Indicator

Compute = Callable[[], Any]
_TURN_S: Final = 0.03  #: so long one side is repeated before the other has its turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A figure, or several that come from one kernel, computed in two ways from one input.

    Parameters
    ----------
    indicators
        Those of the catalogue that it stands for.
    ours, pandas
        What is timed: from arrays, and from a frame or series, to the numbers.
    at_least
        How many times as fast ours should be. [1]
    within
        How far the numbers may be apart. [as the numbers]
    why
        Where that is more than rounding: why.
    """

    name: str
    indicators: Sequence[Indicator]
    ours: Compute
    pandas: Compute
    at_least: float = 1.0
    within: float = 1e-9
    why: str = ""

    def agree(self) -> NDArray[np.float64]:
        """Compute both once; return the numbers.

        Raises
        ------
        AssertionError
            They differ by more than `within`, or one knows a number that the other does not.
        """
        ours, theirs = _numbers(self.ours()), _numbers(self.pandas())
        if np.isnan(ours).all():
            raise AssertionError(f"{self.name}: nothing to compare, every number is withheld")
        np.testing.assert_allclose(
            ours, theirs, rtol=1e-9, atol=self.within, err_msg=f"{self.name}: ours, then pandas"
        )
        return ours


def timed(pair: Pair, *, rounds: int, turn_s: float = _TURN_S) -> tuple[list[float], list[float]]:
    """Return processor time of ours and of pandas, one a round, in turns. [s]."""
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(_once(pair.ours, turn_s))
        theirs.append(_once(pair.pandas, turn_s))
    return ours, theirs


def _once(compute: Compute, turn_s: float) -> float:
    """Return the least time of one call among those of a turn."""
    gc.collect()
    gc.disable()
    best, until = float("inf"), time.process_time() + turn_s
    try:
        while True:
            began = time.process_time()
            compute()
            now = time.process_time()
            best = min(best, now - began)
            if now >= until:
                return best
    finally:
        gc.enable()


def _numbers(values: object) -> NDArray[np.float64]:
    parts = values if isinstance(values, tuple) else (values,)
    flat = [np.asarray(part, dtype=np.float64).reshape(-1) for part in parts]
    return np.concatenate(flat)
