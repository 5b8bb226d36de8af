"""Stored days and months against what really happened; see `kept`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.answers import WHOLE_DAY, Indicator, Known, Topic, answer
from analytics.civil import Bucket
from analytics.quarters import QUARTER_MS
from analytics.question import Question
from analytics.site import Site
from analytics.spans import Span
from cli.proof import truth
from cli.proof.check import Check
from cli.proof.excuses import Excuses
from cli.proof.kept import Kept, named, of_site
from cli.proof.numbers import TOLERANCE, of_a_barrier, of_a_bay, of_a_volume
from cli.proof.stored import Stored, quarters
from cli.proof.truth import Edges, Float
from devices.properties import Property
from firmware_sim.ran import Channel, Device, Ran

_QUARTERS_PER_HOUR: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What the run has covered of a bucket.

    Parameters
    ----------
    begin, end
        Of what is in the row. [quarters since 1970]
    first, last
        Of that, what the run has covered.
    """

    kept: Kept
    site: Site
    devices: list[Device]
    per_bucket: int
    begin: int
    end: int
    first: int
    last: int

    @property
    def linked(self) -> bool:
        return any(device.is_linked for device in self.devices)

    @property
    def edges(self) -> Edges:
        return np.arange(self.first, self.last + 1, self.per_bucket)


def checks(ran: Ran, stored: Stored, excuses: Excuses) -> Iterator[Check]:
    """Compare each stored day and month that a run has covered, or a part of it."""
    for site in stored.sites.values():
        known = Known(states=stored.states[site.id])
        for kept in of_site(ran, stored, site):
            if kept.row is None or kept.row.value is None:
                continue
            fits, compare = _way(kept.topic, site)
            part = _part(ran, site, kept, fits)
            if part is None or compare is None:
                continue
            wanted, allowed = compare(ran, known, part)
            excused = excuses.quarters(part.devices, fits, part.first, part.last).any()
            if not np.isnan(wanted):
                yield _check(part, wanted, allowed, must_be_exact=not excused)


_Compare = Callable[[Ran, Known, _Part], tuple[float, float]]


def _way(topic: Topic, site: Site) -> tuple[Callable[[Channel], bool], _Compare | None]:
    if topic.indicator is Indicator.VOLUME:
        return of_a_volume(topic.mode, topic.direction), _volume
    if topic.variant != WHOLE_DAY:
        return of_a_bay, None
    if topic.indicator is Indicator.FREE_SPACES:
        return of_a_barrier, _free
    return of_a_bay, _occupancy if site.parts(Property.BAY_STATE) else None


def _part(ran: Ran, site: Site, kept: Kept, fits: Callable[[Channel], bool]) -> _Part | None:
    devices = [
        device
        for device in ran.devices.values()
        if device.site == site.id and any(map(fits, device.channels.values()))
    ]
    parts = [s for s in site.sources if s.mode == kept.topic.mode and s.observed in truth.COUNTED]
    hourly = kept.topic.indicator is Indicator.VOLUME and any(
        QUARTER_MS % part.nominal_ms for part in parts if part.role == "part"
    )
    per_bucket = _QUARTERS_PER_HOUR if hourly else 1
    linked = any(device.is_linked for device in devices)
    first, end = quarters(ran, per_bucket * QUARTER_MS, linked=linked)
    begin = kept.span.from_ms // QUARTER_MS
    last = min(kept.span.to_ms, kept.known_until_ms or kept.span.to_ms) // QUARTER_MS
    part = _Part(
        kept=kept,
        site=site,
        devices=devices,
        per_bucket=per_bucket,
        begin=begin,
        end=last,
        first=max(begin, first),
        last=min(last, end),
    )
    return part if devices and part.first < part.last else None


def _volume(ran: Ran, known: Known, part: _Part) -> tuple[float, float]:
    """Return what came in the run and what the store knows beside it; and what may differ.

    NaN where the store knows more beside the run than it can tell by the bucket.
    """
    topic = part.kept.topic
    came = truth.counted(ran, part.devices, part.edges, topic.mode, topic.direction)
    beside, weight = _beside(known, part)
    if weight[np.isnan(beside)].any():  # counted in intervals that reach beyond the buckets
        return float("nan"), 0.0
    most = max(came[:2].max() + came[-2:].max(), np.nansum(beside[-1:]), np.nansum(beside[:1]))
    late = 4 + truth.FRAME_COUNTS * most if part.linked else 0.0  # at both ends
    return float(came.sum() + np.nansum(beside)), float(late)


def _occupancy(ran: Ran, known: Known, part: _Part) -> tuple[float, float]:
    """Return the mean over the run and what the store knows beside it; and what may differ."""
    occupied, changes = truth.occupied(ran, part.devices, part.edges)
    beside, weight = _beside(known, part)
    whole = len(part.devices) * QUARTER_MS
    time = (part.last - part.first) + weight.sum()
    # What is known for less than three quarters of a quarter hour has no answer, and yet counts.
    hidden = weight[np.isnan(beside)].sum()
    late = truth.FRAME_LATE_S * 1_000 * changes.sum() / whole if part.linked else 0.0
    total = occupied.sum() / whole + np.nansum(beside * weight)
    return float(total / time), float(TOLERANCE + (late + hidden) / time)


def _free(ran: Ran, known: Known, part: _Part) -> tuple[float, float]:  # noqa: ARG001
    """Return the mean over the open time of a day; of a part of one there is no truth."""
    if (part.first, part.last) != (part.begin, part.kept.span.to_ms // QUARTER_MS):
        return float("nan"), 0.0
    edges = np.array([part.first, part.last])
    return float(truth.free_spaces(ran, part.devices, edges)[0]), TOLERANCE


def _beside(known: Known, part: _Part) -> tuple[Float, Float]:
    """Return the API's answers about the rest of the bucket, and their weights."""
    values, weights = [], []
    bucket = Bucket.QUARTER if part.per_bucket == 1 else Bucket.HOUR
    for begin, end in ((part.begin, part.first), (part.last, part.end)):
        if end <= begin:
            continue
        question = Question(
            window=Span(begin * QUARTER_MS, end * QUARTER_MS),
            bucket=bucket,
            zone=part.site.zone,
            known_until_ms=part.kept.known_until_ms,
        )
        series = answer(part.site, known, part.kept.topic, question)
        values.append(series.value)
        weights.append(np.nan_to_num(series.coverage))
    if not values:
        return np.empty(0), np.empty(0)
    return np.concatenate(values), np.concatenate(weights)


def _check(part: _Part, wanted: float, allowed: float, *, must_be_exact: bool) -> Check:
    kept, found = part.kept, part.kept.row.value if part.kept.row is not None else None
    error = abs((found or 0.0) - wanted)
    differs = error > allowed
    return Check(
        what=f"{kept.bucket}s against the truth",
        of=f"{named(part.site, kept.topic)} {kept.start}",
        compared=1,
        differing=int(differs),
        must_be_exact=must_be_exact,
        wanted=wanted,
        found=found or 0.0,
        error=error,
        site=part.site.id,
    )
