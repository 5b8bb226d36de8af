"""What `/arrival` of a site and of a group is asked: when somebody wants to arrive."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Query

from api import arriving
from api.arriving import Wish

HorizonQuery = Annotated[
    int | None,
    Query(
        ge=15, le=60, multiple_of=15, description="In so many minutes; else in 15, 30, 60. [min]"
    ),
]
ArrivalQuery = Annotated[
    str | None,
    Query(description="Or at this time, local or with a zone: 2026-11-25T10:00.", max_length=40),
]
SpacesQuery = Annotated[int, Query(ge=1, le=10_000, description="How many are to be free.")]
AtQuery = Annotated[
    datetime | None,
    Query(description="As told at this past instant (with a zone), by what was known before it."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """When somebody wants to arrive, as the address says it."""

    horizon: int | None
    arrival: str | None
    spaces: int
    at: datetime | None

    def wish(self, zone: ZoneInfo, *, now: datetime) -> Wish:
        """Read it in the time zone of the site or group."""
        return arriving.wish(
            horizon=self.horizon,
            arrival=self.arrival,
            spaces=self.spaces,
            at=self.at,
            zone=zone,
            now=now,
        )


def wished(
    horizon: HorizonQuery = None,
    arrival: ArrivalQuery = None,
    spaces: SpacesQuery = 1,
    at: AtQuery = None,
) -> Wished:
    """Return what both routes ask."""
    return Wished(horizon=horizon, arrival=arrival, spaces=spaces, at=at)


WishedDep = Annotated[Wished, Depends(wished)]
