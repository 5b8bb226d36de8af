"""Day states computed whole from raw readings, in canonical order."""

from dataclasses import dataclass, field
from typing import Final

from analytics import held, intervals, passages, totals
from analytics.derive import counts, holds, instants, running, vehicles
from analytics.derive.days import Days
from analytics.derive.reader import Reader
from analytics.environment import instants as sampled
from analytics.environment import spread
from analytics.site import Site
from analytics.speeds import following, histogram, vehicle_groups
from devices.properties import Kind, Property
from store import raw
from store.day_states import Key

#: What makes states of readings.
_MADE_BY: Final = (
    intervals,
    passages,
    totals,
    held,
    sampled,
    spread,
    histogram,
    following,
    vehicle_groups,
)
#: Rises with that of whatever makes states: then the same readings give others, and `outdated`
#: has them derived again.
METHOD_VERSION: Final = 1 + sum(one.METHOD_VERSION - 1 for one in _MADE_BY)
#: Told over an interval, and a mean of it: parts of the interval have the mean, not a part of it.
MEANS: Final = frozenset({Property.MEAN_SPEED, Property.SPEED_SHARE, Property.V85})


@dataclass(slots=True, kw_only=True)
class Computed:
    """Packed states of datastreams and days.

    Parameters
    ----------
    states
        None for days of which nothing is known.
    speeds
        Of single vehicles, on the days that have any.
    spread
        How vehicles followed each other, and levels by time, on the days that have any.
    """

    states: dict[Key, bytes | None]
    speeds: dict[Key, bytes] = field(default_factory=dict)
    spread: dict[Key, bytes] = field(default_factory=dict)

    def add(self, other: "Computed") -> None:
        """Add the states of another site."""
        self.states |= other.states
        self.speeds |= other.speeds
        self.spread |= other.spread


def ahead(site: Site, days: Days) -> list[raw.Stretch]:
    """Return what `compute` reads of raw readings, as far as it is known beforehand."""
    return [
        *counts.ahead(site, _of(site, days, Kind.INTERVAL)),
        *holds.ahead(site, _of(site, days, Kind.STATE)),
    ]


async def compute(reader: Reader, site: Site, days: Days, *, until_ms: int) -> Computed:
    """Compute the states of days of datastreams.

    Parameters
    ----------
    until_ms
        The watermark: held states are known up to here. [ms since 1970]
    """
    conn = reader.conn
    means = {key: value for key, value in days.items() if site.by_id[key].observed in MEANS}
    passed, speeds, followed = await vehicles.compute(conn, site, _of(site, days, Kind.PASSAGE))
    sampled, levels = await instants.compute(conn, site, {**_of(site, days, Kind.INSTANT), **means})
    return Computed(
        states={
            **await counts.compute(reader, site, _of(site, days, Kind.INTERVAL)),
            **await running.compute(conn, site, _of(site, days, Kind.TOTAL)),
            **sampled,
            **await holds.compute(reader, site, _of(site, days, Kind.STATE), until_ms),
            **passed,
        },
        speeds=speeds,
        spread={**followed, **levels},
    )


def _of(site: Site, days: Days, kind: Kind) -> Days:
    return {
        key: value
        for key, value in days.items()
        if site.by_id[key].kind is kind and site.by_id[key].observed not in MEANS
    }
