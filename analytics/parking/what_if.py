"""What if a site or group had n spaces more or less, or p % more or less demand (section 5).

Assumptions, to be shown beside every answer:

* Everybody who parked would park again, as long as before; demand grows at every hour alike.
* Who finds no space leaves at once: nobody waits, comes later, or is sent on by another site (of a
  group: anybody takes any free space of the group).
* While it was full the demand is not known, only that it was not less than the capacity. With more
  spaces, or with less demand, such quarters are therefore given as two bounds: nobody was turned
  away, and everything that could be offered would have been taken.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from analytics.occupancy import Load, ratio
from analytics.parking.hours import Hours, at_least, by_hour
from analytics.parking.spells import FULL_PERCENT
from analytics.parking.stays import Bool
from analytics.quarters import Float

METHOD: Final = "occupied space-time scaled, cut at the changed capacity"
METHOD_VERSION: Final = 1
_HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A load as it would have been.

    Parameters
    ----------
    low
        If nobody was turned away while it was full.
    high
        If, while it was full, any number of vehicles had come.
    censored
        Quarters in which it was full, so that the demand is not known.
    unserved
        Demand beyond the changed capacity, of the demand that was seen: a lower bound.
        [spaces * ms]
    """

    low: Load
    high: Load
    censored: Bool
    unserved: Float

    def unserved_space_h(self) -> float:
        """Return the space-hours that would have been asked for in vain, a lower bound.

        Examples
        --------
        >>> time = np.full(4, 900_000)
        >>> load = Load(first=0, occupied=time * 95.0, capacity=time * 100.0, observed_ms=time,
        ...             expected_ms=time, doubted=np.zeros(4, bool))
        >>> less = changed(load, np.full(4, 100.0), more_spaces=-10)
        >>> less.unserved_space_h()
        5.0
        """
        return float(self.unserved.sum()) / _HOUR_MS

    def hours(self) -> tuple[Hours, Hours]:
        """Return low and high by the hour, as `hours.hours_at_least` takes them.

        Examples
        --------
        >>> time = np.full(4, 900_000)
        >>> load = Load(first=0, occupied=time * 80.0, capacity=time * 100.0, observed_ms=time,
        ...             expected_ms=time, doubted=np.zeros(4, bool))
        >>> low, high = changed(load, np.full(4, 100.0), more_spaces=100).hours()
        >>> low.occupancy().tolist()
        [0.4]
        """
        return by_hour(self.low), by_hour(self.high)


def changed(
    load: Load,
    spaces: Float,
    *,
    more_spaces: float = 0.0,
    more_demand_percent: float = 0.0,
    full_percent: int = FULL_PERCENT,
) -> Scenario:
    """Return what would have been with more or fewer spaces and more or less demand.

    The changed number of spaces holds wherever the site was open. See the module for what is
    assumed; drift (occupied beyond the capacity, or below 0) is cut.

    Parameters
    ----------
    spaces
        Spaces in service in each quarter, from the capacity facts; for a group its sum. [spaces]
    more_spaces
        Below 0: fewer. [spaces]
    more_demand_percent
        Below 0: less; not below -100. [%]
    full_percent
        From which occupancy on demand is not known. [%]

    Raises
    ------
    ValueError
        The demand would be negative.

    Examples
    --------
    >>> time = np.full(2, 900_000)
    >>> load = Load(first=0, occupied=time * np.array([50.0, 100]), capacity=time * 100.0,
    ...             observed_ms=time, expected_ms=time, doubted=np.zeros(2, bool))
    >>> with_ten_more = changed(load, np.full(2, 100.0), more_spaces=10)
    >>> (with_ten_more.low.occupied / 900_000).tolist()
    [50.0, 100.0]
    >>> (with_ten_more.high.occupied / 900_000).tolist()
    [50.0, 110.0]
    """
    if more_demand_percent < -100:
        raise ValueError(f"{more_demand_percent} % more demand: there is none below -100 %")
    left = np.maximum(spaces + more_spaces, 0.0)
    capacity = np.nan_to_num(ratio(load.capacity * left, np.nan_to_num(spaces)))
    seen = np.clip(load.occupied, 0.0, load.capacity)
    demand = seen * (1 + more_demand_percent / 100)
    censored = at_least(load.occupied, load.capacity, full_percent)
    low = np.minimum(demand, capacity)
    return Scenario(
        low=replace(load, occupied=low, capacity=capacity),
        high=replace(load, occupied=np.where(censored, capacity, low), capacity=capacity),
        censored=censored,
        unserved=np.maximum(demand - capacity, 0.0),
    )
