"""Times of a device whose clock was wrong: a replay says by how much, in the name of its road.

The name stays with the block of what it stores, so that a later reading of the same messages
shifts them alike, and the ledger counts them apart.
"""

import re
from datetime import timedelta
from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from devices.native import NativeReading

REPLAY: Final = "replay"
_SHIFTED: Final = re.compile(rf"{REPLAY}([+-]\d+)s")


def road(shift_s: int) -> str:
    """Return the road of a replay whose devices' own times are to be shifted."""
    return REPLAY if shift_s == 0 else f"{REPLAY}{shift_s:+d}s"


@lru_cache(maxsize=1_024)
def shift_us(source: str) -> int:
    """Return what is added to devices' own times on a road, 0 on most. [us].

    Examples
    --------
    >>> shift_us("replay-3600s")
    -3600000000
    >>> shift_us("native")
    0
    """
    found = _SHIFTED.fullmatch(source)
    return 0 if found is None else int(found[1]) * 1_000_000


def moved(readings: list[NativeReading], by_us: int) -> list[NativeReading]:
    """Return a native message's readings with their times shifted."""
    return [_moved(reading, timedelta(microseconds=by_us)) for reading in readings]


def _moved(reading: NativeReading, by: timedelta) -> NativeReading:
    try:
        return replace(reading, time=reading.time + by)
    except OverflowError:  # beyond the year 9999 either way: set aside for its time
        return reading
