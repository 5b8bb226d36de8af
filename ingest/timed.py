"""Readings whose time is known, as the checks take them."""

from datetime import datetime
from typing import Protocol, Self

import msgspec
from msgspec import UnsetType

from devices.modelled import Said
from store.instants import from_us


class Reading(Protocol):
    """What one reading says, whoever wrote it down; `value` may be left out."""

    @property
    def time_us(self) -> int: ...  # noqa: D102
    @property
    def time(self) -> datetime: ...  # noqa: D102
    @property
    def value(self) -> float | UnsetType | None: ...  # noqa: D102
    @property
    def duration_s(self) -> float | None: ...  # noqa: D102
    @property
    def n(self) -> int | None: ...  # noqa: D102
    @property
    def speed_km_h(self) -> float | None: ...  # noqa: D102
    @property
    def length_m(self) -> float | None: ...  # noqa: D102
    @property
    def vehicle_class(self) -> int | None: ...  # noqa: D102
    @property
    def doubtful(self) -> bool: ...  # noqa: D102


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
