"""Indicators: what the API would answer, against what really happened, quarter by quarter."""

from collections.abc import Callable, Iterator
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
from cli.proof import truth
from cli.proof.check import Check
from cli.proof.excuses import Excuses
from cli.proof.stored import Stored, quarters
from cli.proof.truth import Edges, Float
from devices.properties import Property
from firmware_sim.ran import Channel, Device, Ran

TOLERANCE: Final = 1e-6  # of means: their integrals are in whole milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A site, its devices, and the run of buckets in which everything must be known.

    Parameters
    ----------
    fits
        Of which channels the numbers are made.
    first, end
        [quarters since 1970]
    per_bucket
        [quarters]
    """

    site: Site
    devices: list[Device]
    fits: Callable[[Channel], bool]
    first: int
    end: int
    per_bucket: int = 1

    @property
    def linked(self) -> bool:
        """Whether devices behind network servers are among them."""
        return any(device.is_linked for device in self.devices)

    @property
    def edges(self) -> Edges:
        """Where the buckets begin and end. [quarters since 1970]."""
        return np.arange(self.first, self.end + 1, self.per_bucket)

    @property
    def question(self) -> Question:
        """What the API is asked."""
        return Question(
            window=Span(self.first * QUARTER_MS, self.end * QUARTER_MS),
            bucket=Bucket.QUARTER if self.per_bucket == 1 else Bucket.HOUR,
            zone=self.site.zone,
        )


def checks(ran: Ran, stored: Stored, excuses: Excuses) -> Iterator[Check]:
    """Compare volume, occupancy and free spaces of each site."""
    for site in stored.sites.values():
        devices = [device for device in ran.devices.values() if device.site == site.id]
        yield from _volumes(ran, stored, excuses, site, devices)
        linked = any(device.is_linked for device in devices)
        first, end = quarters(ran, QUARTER_MS, linked=linked)
        if end <= first:
            continue
        if site.parts(Property.BAY_STATE):
            bays = [device for device in devices if truth.watches_a_bay(device)]
            asked = Asked(site=site, devices=bays, fits=of_a_bay, first=first, end=end)
            yield from _occupancy(ran, stored, excuses, asked)
        if len(site.parts(Property.FREE_SPACES)) == 1:
            asked = Asked(site=site, devices=devices, fits=of_a_barrier, first=first, end=end)
            yield from _free(ran, stored, excuses, asked)


def of_a_bay(channel: Channel) -> bool:
    """Whether an occupancy is made of a channel."""
    return channel.observed == Property.BAY_STATE


def of_a_barrier(channel: Channel) -> bool:
    """Whether free spaces are made of a channel."""
    return channel.observed in {Property.FREE_SPACES, Property.OPERATING_STATE}


def of_a_volume(mode: str, direction: str) -> Callable[[Channel], bool]:
    """Return whether a volume is made of a channel."""
    return lambda channel: truth.counts(channel, mode, direction)


def _volumes(
    ran: Ran, stored: Stored, excuses: Excuses, site: Site, devices: list[Device]
) -> Iterator[Check]:
    parts = [s for s in site.sources if s.observed in truth.COUNTED and s.role == "part"]
    for mode in sorted({part.mode for part in parts}):
        own = [part for part in parts if part.mode == mode]
        fits = of_a_volume(mode, "")
        counting = [d for d in devices if any(map(fits, d.channels.values()))]
        # Its intervals end where quarters do, or else where hours do.
        per_bucket = 4 if any(QUARTER_MS % part.nominal_ms for part in own) else 1
        linked = any(device.is_linked for device in counting)
        first, end = quarters(ran, per_bucket * QUARTER_MS, linked=linked)
        if end <= first:
            continue
        for direction in ["", *sorted({part.direction for part in own} & {"a", "b"})]:
            asked = Asked(
                site=site,
                devices=counting,
                fits=of_a_volume(mode, direction),
                first=first,
                end=end,
                per_bucket=per_bucket,
            )
            wanted = truth.counted(ran, counting, asked.edges, mode, direction)
            of = f"{site.id}: {mode} {direction or 'all'}"
            allowed = np.zeros(len(wanted))
            if asked.linked:
                around = np.maximum(wanted, np.maximum(np.roll(wanted, 1), np.roll(wanted, -1)))
                allowed = 2 + truth.FRAME_COUNTS * around
            found = _found(stored, asked, Topic(Indicator.VOLUME, mode, direction))
            yield from _compared("volume", of, asked, excuses, wanted, found, allowed)


def _occupancy(ran: Ran, stored: Stored, excuses: Excuses, asked: Asked) -> Iterator[Check]:
    """Compare the occupied share of the bays' time."""
    occupied, changes = truth.occupied(ran, asked.devices, asked.edges)
    whole = len(asked.devices) * QUARTER_MS
    late = truth.FRAME_LATE_S * 1_000 * changes / whole if asked.linked else 0.0
    found = _found(stored, asked, Topic(Indicator.OCCUPANCY, variant=WHOLE_DAY))
    yield from _compared(
        "occupancy", asked.site.id, asked, excuses, occupied / whole, found, TOLERANCE + late
    )


def _free(ran: Ran, stored: Stored, excuses: Excuses, asked: Asked) -> Iterator[Check]:
    """Compare the mean number of free spaces of the quarters in which the car park was open."""
    wanted = truth.free_spaces(ran, asked.devices, asked.edges)
    wanted[~truth.open_throughout(ran, asked.devices, asked.edges)] = np.nan
    found = _found(stored, asked, Topic(Indicator.FREE_SPACES, variant=WHOLE_DAY))
    yield from _compared("free spaces", asked.site.id, asked, excuses, wanted, found, TOLERANCE)


def _found(stored: Stored, asked: Asked, topic: Topic) -> Float:
    known = Known(states=stored.states[asked.site.id])
    return answer(asked.site, known, topic, asked.question).value


def _compared(
    what: str,
    of: str,
    asked: Asked,
    excuses: Excuses,
    wanted: Float,
    found: Float,
    allowed: Float | float,
) -> Iterator[Check]:
    """Compare buckets that must be exact, and apart from them those that a fault excuses."""
    quarters_excused = excuses.quarters(asked.devices, asked.fits, asked.first, asked.end)
    excused = np.logical_or.reduce(quarters_excused.reshape(-1, asked.per_bucket), axis=1)
    far = np.abs(np.nan_to_num(found) - np.nan_to_num(wanted)) > np.full_like(wanted, allowed)
    differs = np.logical_or(np.isnan(found), far)
    for some, must_be_exact in ((~excused, True), (excused, False)):
        of_these = some & ~np.isnan(wanted)
        if of_these.any():
            yield _check(
                what, of, asked, must_be_exact, wanted[of_these], found[of_these], differs[of_these]
            )


def _check(
    what: str,
    of: str,
    asked: Asked,
    must_be_exact: bool,
    wanted: Float,
    found: Float,
    differs: NDArray[np.bool_],
) -> Check:
    there = ~np.isnan(found)
    lacking = int((~there).sum())
    total = np.sum if what == "volume" else np.mean
    return Check(
        what=what,
        of=of,
        compared=len(wanted),
        differing=int(differs.sum()),
        must_be_exact=must_be_exact,
        wanted=float(total(wanted)),
        found=float(total(found[there])) if there.any() else 0.0,
        error=float(np.abs(found - wanted)[there].max()) if there.any() else 0.0,
        detail=f"{lacking} quarters or hours are not known" if lacking else "",
        site=asked.site.id,
    )
