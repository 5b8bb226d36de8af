"""Columns of text to columns of numbers, whole arrays at a time."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from devices.properties import DEFINITIONS, Property

Texts = NDArray[np.str_]
_WORDS: Final = ("nan", "inf", "_")  # what float() takes and no publisher means


def numbers(
    texts: Texts, decimal: str, thousands: str
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the numbers of non-empty texts, and which of the texts are none."""
    plain: Any = texts
    if thousands:
        plain = np.char.replace(plain, thousands, "")
    if decimal == ",":
        plain = np.char.replace(plain, ",", ".")
    try:
        found = plain.astype(np.float64)
    except ValueError:
        return _one_by_one(plain)
    if np.isfinite(found).all() and not (len(plain) and "_" in "".join(plain.tolist())):
        return found, np.zeros(len(found), dtype=bool)
    return _one_by_one(plain)


def _one_by_one(texts: Texts) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Take the slow road: each different text once."""
    kinds, which = np.unique(texts, return_inverse=True)
    values = np.array([_number(text) for text in kinds.tolist()], dtype=np.float64)
    found = values[which]
    return found, np.isnan(found)


def _number(text: str) -> float:
    """Return the number, NaN where the text is none."""
    if any(word in text.lower() for word in _WORDS):
        return float("nan")
    try:
        return float(text)
    except ValueError:
        return float("nan")


def out_of_range(values: NDArray[np.float64], observed: Property) -> NDArray[np.bool_]:
    """Return which values this property cannot have. NaN passes: it says "unknown"."""
    definition = DEFINITIONS[observed]
    bad: NDArray[np.bool_] = (values < definition.low) | (values > definition.high)
    if definition.whole:
        bad |= np.isfinite(values) & (np.rint(values) != values)
    return bad
