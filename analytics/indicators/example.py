"""Sites with one known day, for the examples in docstrings; see `analytics.example`."""

from dataclasses import replace
from typing import Final

import numpy as np

from analytics import example
from analytics.example import DAY, source
from analytics.indicators.counted import Counted, lay
from analytics.indicators.method import Known
from analytics.parking.stays import Stays, Stretches
from analytics.quarters import QUARTER_MS, QUARTERS
from analytics.speeds import following, packed
from analytics.speeds.classes import rounded_whole
from analytics.speeds.histogram import of_passages
from analytics.speeds.vehicle_groups import CODES, Group
from devices.properties import Property

_HOUR_MS: Final = 3_600_000
_APART_MS: Final = 10_500  #: between two vehicles of the examples; a free one needs less

#: Counts bicycles in both directions.
COUNTER: Final = example.site(
    source(Property.COUNT, 1, mode="bicycle", direction="a"),
    source(Property.COUNT, 2, mode="bicycle", direction="b"),
)
#: Tells single vehicles with their speed, in one direction.
RADAR: Final = example.site(source(Property.PASSAGE, 1, mode="motor", direction="a"))
#: Publishes its free spaces, of 20.
CAR_PARK: Final = replace(example.site(source(Property.FREE_SPACES)), capacity=[(DAY, 20.0)])
#: Two sensed bays.
BAYS: Final = example.site(source(Property.BAY_STATE, 1), source(Property.BAY_STATE, 2))
#: Measures the temperature of the air.
STATION: Final = example.site(source(Property.AIR_TEMPERATURE))


def counted(each: float, known: int = QUARTERS) -> Known:
    """Return what is known of `COUNTER`: the same in each direction and quarter hour. [passages].

    Examples
    --------
    >>> sorted(counted(3.0).states)
    [1, 2]
    """
    states = example.counted(each, known)
    return Known(states={1: states, 2: states})


def laid(each: float) -> Counted:
    """Return the day of `COUNTER` as kernels of counters take it. [passages].

    Examples
    --------
    >>> laid(3.0).all.daily.tolist()
    [576.0]
    """
    return lay(COUNTER, counted(each), {"": COUNTER.sources}, example.asked())


def passed(*speed_kmh: float, group: Group = Group.CAR) -> Known:
    """Return what is known of `RADAR`: cars one after the other from midnight on. [km/h].

    Examples
    --------
    >>> known = passed(48.0, 52.0)
    >>> packed.stack(known.speeds[1]).bin.tolist()
    [48, 52]
    """
    n = len(speed_kmh)
    time_ms, speed = np.arange(n) * _APART_MS, np.array(speed_kmh)
    kind = np.full(n, CODES[group], dtype=np.uint8)
    each = np.bincount(time_ms // QUARTER_MS, minlength=QUARTERS) / 1.0
    found = following.of_vehicles(
        time_ms, speed, np.full(n, 4.5), kind, np.zeros(n, dtype=np.int64)
    )
    return Known(
        states={1: example.counted(each)},
        speeds={1: packed.pack_days(of_passages(rounded_whole(), time_ms, speed, kind))},
        spread={1: following.pack_days(found)},
    )


def held(value: float, known: int = QUARTERS) -> Known:
    """Return what is known of a site with one datastream that told the same all day.

    Examples
    --------
    >>> sorted(held(5.0).states)
    [1]
    """
    return Known(states={1: example.held(value, known)})


def parked(*hours: tuple[float, float]) -> Known:
    """Return what is known of `BAYS`: when somebody was in the first; the other one is vacant.

    Parameters
    ----------
    hours
        From and to, rising. [h after midnight]

    Examples
    --------
    >>> (parked((8, 10), (11, 12.5)).stays[1].stays.end_ms / 3_600_000).tolist()
    [10.0, 12.5]
    """
    taken = np.zeros(QUARTERS)
    for begin, end in hours:
        taken[round(begin * 4) : round(end * 4)] = 1.0
    edges = [0.0, *(edge for stay in hours for edge in stay), 24.0]
    return Known(
        states={1: example.held(taken), 2: example.held(0.0)},
        stays={
            1: Stretches(stays=_stays(1, edges[1:-1]), vacancies=_stays(1, edges)),
            2: Stretches(stays=_stays(2, []), vacancies=_stays(2, [0.0, 24.0])),
        },
    )


def _stays(bay: int, edges_h: list[float]) -> Stays:
    """Return stretches of a bay by their beginnings and ends in turn. [h after midnight]."""
    edges = (np.array(edges_h) * _HOUR_MS).astype(np.int64)
    begin, end = edges[::2], edges[1::2]
    n = len(begin)
    return Stays(
        bay=np.full(n, bay),
        begin_ms=begin,
        end_ms=end,
        arrived=begin > 0,
        departed=end < DAY.to_ms,
        vehicle=np.arange(n),
    )
