"""Where a network server has read a frame otherwise than we do. Pure."""

import math
from typing import Any, Final

from devices.uplink import Fields

_NEAR: Final = 1e-6
_SHOWN_MAX: Final = 200
_NUMBERS: Final = (int, float)


def difference(ours: Fields, theirs: Fields) -> str | None:
    """Return the first field that both name and read differently, in words; None: there is none.

    Fields that only one of them has say nothing: a vendor's formatter and ours name what they like.

    Examples
    --------
    >>> difference({"occupied": True, "rssi": 1}, {"occupied": False})
    'occupied: we read true, the server false'
    >>> difference({"temperature": 17.0}, {"temperature": 17.0000001, "unit": "C"}) is None
    True
    """
    both = [name for name in ours if name in theirs and ours[name] != theirs[name]]
    differ = [name for name in both if not _same(ours[name], theirs[name])]
    if not differ:
        return None
    name = min(differ)
    return f"{name}: we read {_text(ours[name])}, the server {_text(theirs[name])}"[:_SHOWN_MAX]


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 - any JSON
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_same(one[name], other[name]) for name in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, _NUMBERS) and isinstance(other, _NUMBERS):
        return math.isclose(one, other, rel_tol=_NEAR, abs_tol=_NEAR)
    return bool(one == other)


def _text(value: Any) -> str:  # noqa: ANN401 - any JSON
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return repr(value)
