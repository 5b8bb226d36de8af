"""What really happened, in buckets: counts, occupied time and free spaces of a site's devices."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import QUARTER_MS
from devices.properties import OperatingState, Property
from firmware_sim.ran import Channel, Device, Ran

Float = NDArray[np.float64]
#: Edges of buckets, in quarters since 1970: bucket n is [edges[n], edges[n + 1]).
Edges = NDArray[np.int64]
#: What the missing time of frames may move: seconds of a state, a share of the counts around.
FRAME_LATE_S: Final = 15.0
FRAME_COUNTS: Final = 0.12
COUNTED: Final = (Property.COUNT, Property.COUNT_TOTAL)
_QUARTER_US: Final = QUARTER_MS * 1_000


def counts(channel: Channel, mode: str, direction: str) -> bool:
    """Whether a channel is summed up in a volume."""
    fits = channel.mode == mode and direction in {"", channel.direction}
    return fits and channel.observed in COUNTED and channel.role == "part"


def counted(ran: Ran, devices: Iterable[Device], edges: Edges, mode: str, direction: str) -> Float:
    """Return how many really came in each bucket."""
    came = np.zeros(len(edges) - 1)
    for device in devices:
        for name, channel in device.channels.items():
            if not counts(channel, mode, direction):
                continue
            # What a running total has added is what its periods have counted.
            told = name if channel.observed == Property.COUNT else f"{name}-interval"
            for (from_us, _), value in ran.counts.get((device.id, told), {}).items():
                bucket = int(np.searchsorted(edges, from_us // _QUARTER_US, side="right")) - 1
                if 0 <= bucket < len(came):
                    came[bucket] += value
    return came


def occupied(ran: Ran, bays: Iterable[Device], edges: Edges) -> tuple[Float, Float]:
    """Return the occupied time of each bucket, and how many changes are near it. [ms], [1]."""
    edges_ms = edges * QUARTER_MS
    taken, changes = np.zeros(len(edges) - 1), np.zeros(len(edges) - 1)
    for device in bays:
        for from_us, until_us in ran.stays.get(device.id, []):
            begin = from_us // 1_000
            end = edges_ms[-1] if until_us is None else until_us // 1_000
            low, high = np.maximum(edges_ms[:-1], begin), np.minimum(edges_ms[1:], end)
            taken += np.maximum(high - low, 0)
            for at in (begin, end):
                changes += (edges_ms[:-1] - QUARTER_MS <= at) & (at < edges_ms[1:])
    return taken, changes


def watches_a_bay(device: Device) -> bool:
    """Whether a device tells the state of a bay."""
    return any(c.observed == Property.BAY_STATE for c in device.channels.values())


def free_spaces(ran: Ran, devices: Iterable[Device], edges: Edges) -> Float:
    """Return the mean number of free spaces while the car park was open; NaN where it never was."""
    mean = np.full(len(edges) - 1, np.nan)
    for device in devices:
        levels = ran.levels.get((device.id, "free"))
        if not levels:
            continue
        doors = ran.levels.get((device.id, "operating"), [(ran.from_us, OperatingState.OPEN)])
        for n, (begin, end) in enumerate(pairwise(edges)):
            mean[n] = _mean(levels, doors, int(begin) * QUARTER_MS, int(end) * QUARTER_MS)
    return mean


def open_throughout(ran: Ran, devices: Iterable[Device], edges: Edges) -> NDArray[np.bool_]:
    """Return in which buckets no car park was shut."""
    found = np.ones(len(edges) - 1, dtype=bool)
    for device in devices:
        for n, (begin, end) in enumerate(pairwise(edges)):
            doors = ran.levels.get((device.id, "operating"), [])
            found[n] &= all(
                state == OperatingState.OPEN
                for _, _, state in _steps(doors, int(begin) * QUARTER_MS, int(end) * QUARTER_MS)
            )
    return found


def _mean(
    levels: list[tuple[int, float]], doors: list[tuple[int, float]], begin_ms: int, end_ms: int
) -> float:
    """Return the mean of a step function over the open time of [begin, end)."""
    total = time_ms = 0.0
    for from_ms, until_ms, state in _steps(doors, begin_ms, end_ms):
        if state == OperatingState.OPEN:
            for low, high, value in _steps(levels, from_ms, until_ms):
                total += (high - low) * value
                time_ms += high - low
    return total / time_ms if time_ms else float("nan")


def _steps(
    levels: list[tuple[int, float]], begin_ms: int, end_ms: int
) -> Iterator[tuple[int, int, float]]:
    """Yield the parts of a step function in a window: from, until [ms], value."""
    for n, (time_us, value) in enumerate(levels):
        until_ms = levels[n + 1][0] // 1_000 if n + 1 < len(levels) else end_ms
        low, high = max(time_us // 1_000, begin_ms), min(until_ms, end_ms)
        if high > low:
            yield low, high, value
