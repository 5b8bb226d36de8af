"""Indicators: what the API would answer, against what really happened, quarter by quarter."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.answers import WHOLE_DAY, Indicator, Known, Topic, answer
from analytics.civil import Bucket
from analytics.quarters import QUARTER_MS
from analytics.question import Question
from analytics.site import Site
from analytics.spans import Span
from cli.proof.check import Check
from cli.proof.stored import Stored, quarters
from devices.properties import OperatingState, Property
from firmware_sim.ran import Device, Ran

Float = NDArray[np.float64]
_TOLERANCE: Final = 1e-6  # of means: their integrals are in whole milliseconds
_QUARTER_US: Final = QUARTER_MS * 1_000
#: What the missing time of frames may move: seconds of a state, a share of the counts around.
_FRAME_LATE_S: Final = 15.0
_FRAME_COUNTS: Final = 0.12
_COUNTED: Final = (Property.COUNT, Property.COUNT_TOTAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A site, its devices, and the run of buckets in which everything must be known."""

    site: Site
    devices: list[Device]
    first: int  #: quarter
    end: int
    unsure: frozenset[str] = frozenset()  #: devices that had unconfirmed messages at the end
    per_bucket: int = 1  #: quarters

    @property
    def linked(self) -> bool:
        """Whether devices behind network servers are among them."""
        return any(device.is_linked for device in self.devices)

    @property
    def buckets(self) -> int:
        return (self.end - self.first) // self.per_bucket

    @property
    def question(self) -> Question:
        return Question(
            window=Span(self.first * QUARTER_MS, self.end * QUARTER_MS),
            bucket=Bucket.QUARTER if self.per_bucket == 1 else Bucket.HOUR,
            zone=self.site.zone,
        )


def checks(ran: Ran, stored: Stored) -> Iterator[Check]:
    """Compare volume, occupancy and free spaces of each site."""
    for site in stored.sites.values():
        devices = [device for device in ran.devices.values() if device.site == site.id]
        yield from _volumes(ran, stored, site, devices)
        linked = any(device.is_linked for device in devices)
        first, end = quarters(ran, QUARTER_MS, linked=linked)
        if end <= first:
            continue
        asked = _Asked(site=site, devices=devices, unsure=_unsure(ran), first=first, end=end)
        if site.parts(Property.BAY_STATE):
            yield _occupancy(ran, stored, asked)
        if len(site.parts(Property.FREE_SPACES)) == 1:
            yield _free(ran, stored, asked)


def _unsure(ran: Ran) -> frozenset[str]:
    return frozenset(device for device, sent in ran.sent.items() if sent.open)


def _volumes(ran: Ran, stored: Stored, site: Site, devices: list[Device]) -> Iterator[Check]:
    parts = [s for s in site.sources if s.observed in _COUNTED and s.role == "part"]
    for mode in sorted({part.mode for part in parts}):
        own = [part for part in parts if part.mode == mode]
        counting = [device for device in devices if _counts(device, mode)]
        # Its intervals end where quarters do, or else where hours do.
        per_bucket = 4 if any(QUARTER_MS % part.nominal_ms for part in own) else 1
        linked = any(device.is_linked for device in counting)
        first, end = quarters(ran, per_bucket * QUARTER_MS, linked=linked)
        if end <= first:
            continue
        for direction in ["", *sorted({part.direction for part in own} & {"a", "b"})]:
            asked = _Asked(
                site=site,
                devices=counting,
                unsure=_unsure(ran),
                first=first,
                end=end,
                per_bucket=per_bucket,
            )
            wanted = _counted(ran, asked, mode, direction)
            topic = Topic(Indicator.VOLUME, mode, direction)
            of = f"{site.id}: {mode} {direction or 'all'}"
            allowed = np.zeros(asked.buckets)
            if asked.linked:
                around = np.maximum(wanted, np.maximum(np.roll(wanted, 1), np.roll(wanted, -1)))
                allowed = 2 + _FRAME_COUNTS * around
            yield _compared("volume", of, asked, stored, topic, wanted, allowed)


def _counts(device: Device, mode: str) -> bool:
    return any(c.mode == mode and c.observed in _COUNTED for c in device.channels.values())


def _counted(ran: Ran, asked: _Asked, mode: str, direction: str) -> Float:
    """Return how many really came in each bucket."""
    wanted = np.zeros(asked.buckets)
    for device in asked.devices:
        for name, channel in device.channels.items():
            fits = channel.mode == mode and direction in {"", channel.direction}
            if not fits or channel.observed not in _COUNTED or channel.role != "part":
                continue
            # What a running total has added is what its periods have counted.
            counted = name if channel.observed == Property.COUNT else f"{name}-interval"
            for (from_us, _), value in ran.counts.get((device.id, counted), {}).items():
                bucket = (from_us // _QUARTER_US - asked.first) // asked.per_bucket
                if 0 <= bucket < asked.buckets:
                    wanted[bucket] += value
    return wanted


def _occupancy(ran: Ran, stored: Stored, asked: _Asked) -> Check:
    """Compare the occupied share of the bays' time."""
    edges_ms = np.arange(asked.first, asked.end + 1) * QUARTER_MS
    occupied, changes = np.zeros(asked.buckets), np.zeros(asked.buckets)
    bays = [d for d in asked.devices if "bay_state" in {c.observed for c in d.channels.values()}]
    for device in bays:
        for from_us, until_us in ran.stays.get(device.id, []):
            begin = from_us // 1_000
            end = edges_ms[-1] if until_us is None else until_us // 1_000
            low, high = np.maximum(edges_ms[:-1], begin), np.minimum(edges_ms[1:], end)
            occupied += np.maximum(high - low, 0)
            for at in (begin, end):
                changes += (edges_ms[:-1] - QUARTER_MS <= at) & (at < edges_ms[1:])
    topic = Topic(Indicator.OCCUPANCY, variant=WHOLE_DAY)
    whole = len(bays) * QUARTER_MS
    late = _FRAME_LATE_S * 1_000 * changes / whole if asked.linked else 0.0
    return _compared(
        "occupancy", asked.site.id, asked, stored, topic, occupied / whole, _TOLERANCE + late
    )


def _free(ran: Ran, stored: Stored, asked: _Asked) -> Check:
    """Compare the mean number of free spaces of the quarters in which the car park was open."""
    wanted = np.full(asked.buckets, np.nan)
    for device in asked.devices:
        levels = ran.levels.get((device.id, "free"))
        if not levels:
            continue
        doors = ran.levels.get((device.id, "operating"), [(ran.from_us, OperatingState.OPEN)])
        wanted = np.array(
            [_mean(levels, doors, quarter) for quarter in range(asked.first, asked.end)]
        )
    topic = Topic(Indicator.FREE_SPACES, variant=WHOLE_DAY)
    return _compared("free spaces", asked.site.id, asked, stored, topic, wanted, _TOLERANCE)


def _mean(levels: list[tuple[int, float]], doors: list[tuple[int, float]], quarter: int) -> float:
    """Return the mean of a step function over a quarter; NaN where it was not open throughout."""
    begin_ms, end_ms = quarter * QUARTER_MS, (quarter + 1) * QUARTER_MS
    if any(v != OperatingState.OPEN for _, _, v in _steps(doors, begin_ms, end_ms)):
        return float("nan")
    return sum((b - a) * v for a, b, v in _steps(levels, begin_ms, end_ms)) / QUARTER_MS


def _steps(
    levels: list[tuple[int, float]], begin_ms: int, end_ms: int
) -> Iterator[tuple[int, int, float]]:
    """Yield the parts of a step function in a window: from, until [ms], value."""
    for n, (time_us, value) in enumerate(levels):
        until_ms = levels[n + 1][0] // 1_000 if n + 1 < len(levels) else end_ms
        low, high = max(time_us // 1_000, begin_ms), min(until_ms, end_ms)
        if high > low:
            yield low, high, value


def _compared(
    what: str,
    of: str,
    asked: _Asked,
    stored: Stored,
    topic: Topic,
    wanted: Float,
    allowed: Float | float,
) -> Check:
    found = answer(
        asked.site, Known(states=stored.states[asked.site.id]), topic, asked.question
    ).value
    known = ~np.isnan(wanted)
    lacking = int((np.isnan(found) & known).sum())
    difference = np.abs(np.nan_to_num(found) - np.nan_to_num(wanted))
    differs = known & (np.isnan(found) | (difference > allowed))
    there = known & ~np.isnan(found)
    counted = what == "volume"
    total = np.nansum if counted else np.nanmean
    return Check(
        what=what,
        of=of,
        compared=int(known.sum()),
        differing=int(differs.sum()),
        must_be_exact=not any(
            device.is_spoiled or device.id in asked.unsure for device in asked.devices
        ),
        wanted=float(total(wanted[known])) if known.any() else 0.0,
        found=float(total(found[there])) if there.any() else 0.0,
        error=float(difference[there].max()) if there.any() else 0.0,
        detail=f"{lacking} quarters or hours are not known" if lacking else "",
        site=asked.site.id,
    )
