"""What a device has measured, and the native payload it makes of it.

Written from docs/payload.md without the decoder, so that a test which reads the one with the other
compares two programs, not one with itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One value, or one vehicle, as the device knows it."""

    channel: str
    time_us: int  #: when it was measured; of a count the start of its interval
    due_us: int  #: when the device can say it: the end of a count's interval
    value: float | None = None  #: None: the device does not know (or it is a passage)
    duration_ms: int | None = None  #: counts only
    n: int | None = None  #: passages only: tells vehicles of one instant apart
    speed_km_h: float | None = None
    length_m: float | None = None
    is_total: bool = False  #: a running total: it wraps, where its register does
    zone: str = "Z"  #: what the device writes behind its times; '' forgets the zone

    def received(self, server_us: int) -> "Measurement":
        """Return it with the time a receiver gives it: of a count, so long before the frame."""
        return Measurement(
            channel=self.channel,
            time_us=server_us - (self.duration_ms or 0) * 1_000,
            due_us=self.due_us,
            value=self.value,
            duration_ms=self.duration_ms,
            is_total=self.is_total,
        )

    @property
    def is_passage(self) -> bool:
        """Whether this is a vehicle instead of a value."""
        return self.n is not None


def iso(time_us: int) -> str:
    """Write an instant in UTC as ISO 8601, ending in Z."""
    return (_EPOCH + timedelta(microseconds=time_us)).isoformat().replace("+00:00", "Z")


def encode(boot: str, seq: int, measurements: Iterable[Measurement]) -> bytes:
    """Write one message.

    Parameters
    ----------
    boot
        Names this start of the device; `seq` counts from 0 within it.
    """
    readings = [_entry(measurement) for measurement in measurements]
    message = {"v": 1, "boot": boot, "seq": seq, "readings": readings}
    return msgspec.json.encode(message)


def _entry(said: Measurement) -> dict[str, object]:
    entry: dict[str, object] = {"channel": said.channel, "time": iso(said.time_us)[:-1] + said.zone}
    if said.duration_ms is not None:
        entry["duration_s"] = _plain(said.duration_ms / 1_000)
    if not said.is_passage:
        entry["value"] = None if said.value is None else _plain(said.value)
        return entry
    entry["n"] = said.n
    if said.speed_km_h is not None:
        entry["speed_km_h"] = _plain(said.speed_km_h)
    if said.length_m is not None:
        entry["length_m"] = _plain(said.length_m)
    return entry


def _plain(value: float) -> float:
    """Write whole numbers without a point, as firmware does."""
    return int(value) if float(value).is_integer() else float(value)
