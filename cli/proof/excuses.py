"""When and where numbers may be wrong: the windows of faults, and the channels they touch.

A fault excuses what it can have changed and nothing else: from the first interval that it touches
until the first reading after it, of the channels that it concerns. Everything else must be exact,
also at the same site.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analytics.civil import from_ms
from analytics.quarters import QUARTER_MS
from cli.proof.stored import REPORT_MAX_MS
from devices.properties import Property
from firmware_sim.ran import Channel, Device, Injected, Ran

_QUARTER_US: Final = QUARTER_MS * 1_000
_DAY_US: Final = 86_400_000_000
_COUNTED: Final = (Property.COUNT, Property.COUNT_TOTAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excuse:
    """A channel's numbers may be wrong in [from, until). [us since 1970]."""

    channel: str
    from_us: float
    until_us: float


class Excuses:
    """The excuses of a run's devices.

    Parameters
    ----------
    zone
        Device -> the time zone of its site.
    """

    def __init__(self, ran: Ran, zone: Callable[[Device], ZoneInfo]) -> None:
        self._ran = ran
        self._zone = zone
        self._times: dict[tuple[str, str], list[int]] = {}
        self._known: dict[str, list[Excuse]] = {}

    def quarters(
        self, devices: Iterable[Device], fits: Callable[[Channel], bool], first: int, end: int
    ) -> NDArray[np.bool_]:
        """Return of which quarters [first, end) numbers of channels that fit are excused."""
        found = np.zeros(end - first, dtype=bool)
        for device in devices:
            for excuse in self._of(device):
                if not fits(device.channels[excuse.channel]):
                    continue
                slack = 1 if device.is_linked else 0  # its frames carry no time
                begin = _quarter(excuse.from_us, first, end) - slack
                last = _quarter(excuse.until_us + _QUARTER_US - 1, first, end) + slack
                found[max(begin - first, 0) : max(last - first, 0)] = True
        return found

    def _of(self, device: Device) -> list[Excuse]:
        if device.id not in self._known:
            self._known[device.id] = [*self._faults(device), *self._unsure(device)]
        return self._known[device.id]

    def _faults(self, device: Device) -> Iterator[Excuse]:
        for fault in device.faults:
            if not fault.spoils:
                continue
            for name in device.channels:
                if fault.channels is None or name in fault.channels:
                    yield self._excuse(device, name, fault)

    def _excuse(self, device: Device, name: str, fault: Injected) -> Excuse:
        """Return a fault's window, as far as what it has done is seen in numbers."""
        until_us = self._ran.until_us if fault.until_us is None else fault.until_us
        moved = [0, *_moved_us(fault, until_us, self._zone(device))]
        begin_us: float = fault.from_us + min(moved)
        times = self._said(device, name)
        if device.channels[name].observed in _COUNTED:
            # An interval that had begun before is told of within; a total is a difference.
            before = bisect_left(times, begin_us - REPORT_MAX_MS * 1_000) - 1
            begin_us = times[before] if before >= 0 else -inf
        if fault.until_us is None:
            return Excuse(channel=name, from_us=begin_us, until_us=inf)
        after = bisect_right(times, until_us + max(moved))
        end_us = times[after] if after < len(times) else inf
        return Excuse(channel=name, from_us=begin_us, until_us=end_us)

    def _unsure(self, device: Device) -> Iterator[Excuse]:
        """Yield what follows from messages that were not confirmed when the run ended."""
        for name in device.channels:
            open_us = [
                time_us
                for at, channel, (time_us, _) in self._ran.unsure
                if (at, channel) == (device.id, name)
            ]
            if open_us:
                times = self._said(device, name)
                before = bisect_left(times, min(open_us)) - 1
                begin_us = times[before] if before >= 0 else -inf
                yield Excuse(channel=name, from_us=begin_us, until_us=inf)

    def _said(self, device: Device, name: str) -> list[int]:
        """Return when a channel spoke, in order."""
        key = device.id, name
        if key not in self._times:
            self._times[key] = sorted({time_us for time_us, _ in self._ran.said.get(key, {})})
        return self._times[key]


def _quarter(time_us: float, first: int, end: int) -> int:
    """Return the quarter of an instant, within reason."""
    within_us = min(max(time_us, (first - 1) * _QUARTER_US), (end + 1) * _QUARTER_US)
    return int(within_us) // _QUARTER_US


def _moved_us(fault: Injected, until_us: int, zone: ZoneInfo) -> list[int]:
    """Return by how much a fault moves readings in time, at its begin and at its end."""
    at = fault.from_us, until_us
    if fault.kind == "wrong_zone":
        ahead = (from_ms(us // 1_000).astimezone(zone).utcoffset() or timedelta() for us in at)
        return [round(offset.total_seconds() * 1e6) for offset in ahead]
    if fault.kind == "clock":
        offset_s = float(fault.parameters.get("offset_s", 0.0))
        drift_s = float(fault.parameters.get("drift_s_per_day", 0.0))
        return [round((offset_s + drift_s * (us - at[0]) / _DAY_US) * 1e6) for us in at]
    return []
