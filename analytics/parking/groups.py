"""Groups of car parks and zones: one occupancy of all, from the same quarter hours.

The peaks of sites are at different times: their sum is no number of anything. A group's peak is
the peak of the group's load (`peaks.peak`), and so is everything else that is asked of it.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analytics.occupancy import Load, ratio
from analytics.quarters import QUARTER_MS, Float

METHOD: Final = "sum of occupied / sum of capacity over the same quarter hours"
METHOD_VERSION: Final = 1
#: A quarter counts when so much of the group's capacity is known in it. [percent]
KNOWN_MIN_PERCENT: Final = 90


def of_sites(
    loads: Sequence[Load],
    *,
    spaces: Sequence[float] | None = None,
    known_min_percent: int = KNOWN_MIN_PERCENT,
) -> Load:
    """Return the load of a group, a ratio of sums over the same quarters.

    A quarter in which sites with more than a tenth of the group's capacity are unknown is unknown
    as a whole: else the occupancy would jump whenever a full or an empty site fell silent. What a
    silent site would have offered is taken from its last known capacity, before that from its
    first, and from `spaces` where nothing is known of it at all. A site that is closed or outside
    its hours has no capacity and is not missed.

    Parameters
    ----------
    loads
        The loads of the sites, of the same quarters. Sites by car park and by bay may be mixed.
    spaces
        How many spaces each site has for one millisecond of its `expected_ms` (of sensed bays 1,
        their time is summed over bays); None: a site that is silent throughout hides the group.

    Returns
    -------
    Load
        `observed_ms` is the known share of the capacity of each quarter, as time.

    Raises
    ------
    ValueError
        There is no site, or the loads are of different quarters.

    Examples
    --------
    >>> time = np.array([900_000])
    >>> def site(taken: int, spaces: int) -> Load:
    ...     return Load(first=0, occupied=time * float(taken), capacity=time * float(spaces),
    ...                 observed_ms=time, expected_ms=time, doubted=np.zeros(1, bool))
    >>> group = of_sites([site(90, 100), site(5, 20)])
    >>> (group.occupied / group.capacity).round(4).tolist()
    [0.7917]
    """
    if not loads:
        raise ValueError("a group without sites")
    if len({(load.first, len(load)) for load in loads}) > 1:
        raise ValueError("the sites of a group are to be asked for the same quarter hours")
    occupied = np.sum([load.occupied for load in loads], axis=0)
    capacity = np.sum([load.capacity for load in loads], axis=0)
    otherwise = [np.inf] * len(loads) if spaces is None else spaces
    sizes = zip(loads, otherwise, strict=True)
    wanted = np.sum([expected_capacity(load, size) for load, size in sizes], axis=0)
    enough = (capacity > 0) & (capacity * 100 >= wanted * known_min_percent)
    share = np.where(enough, np.minimum(ratio(capacity, wanted), 1.0), 0.0)
    return Load(
        first=loads[0].first,
        occupied=np.where(enough, occupied, 0.0),
        capacity=np.where(enough, capacity, 0.0),
        observed_ms=np.rint(share * QUARTER_MS).astype(np.int64),
        expected_ms=np.where(wanted > 0, QUARTER_MS, 0),
        doubted=enough & np.any([load.doubted for load in loads], axis=0),
    )


def expected_capacity(load: Load, otherwise: float) -> Float:
    """Return the space-time a site offers whether or not it is known, in spaces · ms.

    Parameters
    ----------
    otherwise
        Its spaces where nothing is known in the whole run. [spaces]

    Examples
    --------
    >>> time, known = np.full(2, 900_000), np.array([900_000, 0])
    >>> load = Load(first=0, occupied=known * 5.0, capacity=known * 20.0, observed_ms=known,
    ...             expected_ms=time, doubted=np.zeros(2, bool))
    >>> (expected_capacity(load, 50.0) / 900_000).tolist()
    [20.0, 20.0]
    """
    known = (load.observed_ms > 0) & (load.capacity > 0)
    wanted = load.expected_ms > 0
    spaces = np.full(len(load), otherwise)
    if known.any():
        last = np.maximum.accumulate(np.where(known, np.arange(len(load)), -1))
        last = np.where(last < 0, int(np.argmax(known)), last)
        spaces = ratio(load.capacity, load.observed_ms.astype(np.float64))[last]
    return np.where(wanted, spaces, 0.0) * np.where(wanted, load.expected_ms, 1)
