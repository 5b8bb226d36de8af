"""A reading whose time is known, as the checks take it."""

from datetime import datetime
from typing import Self

import msgspec

from devices.modelled import Said
from store.instants import from_us


class Timed(msgspec.Struct, frozen=True, gc=False):
    """One reading of a decoded frame."""

    time_us: int
    value: float | None
    duration_s: float | None
    n: int | None
    speed_km_h: float | None
    length_m: float | None
    vehicle_class: int | None
    doubtful: bool

    @property
    def time(self) -> datetime:
        """When it was measured; of a count the start of its interval."""
        return from_us(self.time_us)

    @classmethod
    def of(cls, said: Said, time_us: int) -> Self:
        """Return what a model has read in a frame, at a time. [us since 1970]."""
        return cls(
            time_us,
            said.value,
            said.duration_s,
            said.n,
            said.speed_km_h,
            said.length_m,
            said.vehicle_class,
            said.doubtful,
        )
