"""Observations as columns, on their way in."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from store import arrays

NO_DURATION: Final = -1  #: stands for null in `duration_ms`


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """Columns of equal length, in order of arrival.

    Parameters
    ----------
    channel : int32
    time_us : int64
        Measured time, of a count the start of its interval. [us since 1970, UTC]
    duration_ms : int32
        Length of a count's interval, `NO_DURATION` where it has none. [ms]
    result : float64
        NaN where the source said that it does not know.
    quality : int16
        QARTOD flag.
    """

    channel: NDArray[np.int32]
    time_us: NDArray[np.int64]
    duration_ms: NDArray[np.int32]
    result: NDArray[np.float64]
    quality: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.channel)

    def take(self, rows: NDArray[Any]) -> "Observations":
        """Return these rows, in this order."""
        return Observations(
            channel=self.channel[rows],
            time_us=self.time_us[rows],
            duration_ms=self.duration_ms[rows],
            result=self.result[rows],
            quality=self.quality[rows],
        )

    def same_value(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Whether rows `left` and `right` say the same thing (null equals null)."""
        a, b = self.result[left], self.result[right]
        same: NDArray[np.bool_] = (
            ((a == b) | (np.isnan(a) & np.isnan(b)))
            & (self.duration_ms[left] == self.duration_ms[right])
            & (self.quality[left] == self.quality[right])
        )
        return same

    def columns(self) -> dict[str, arrays.Column]:
        """Return the parameters that the SQL of this module takes.

        -0.0 equals 0.0, so which of two came first would decide what is stored: both are 0.0.
        """
        return {
            "channel": arrays.Int4(self.channel),
            "time": arrays.Timestamps(self.time_us),
            "duration_ms": arrays.Int4(self.duration_ms),
            "result": arrays.Float8(self.result + 0.0),
            "quality": arrays.Int2(self.quality),
        }
