"""Chance with a memory: the same key always gives the same numbers.

The simulated truth is a function of (seed, device, time) and of nothing else: not of when the
simulator was started, nor of how often it looked. Two runs over one day therefore say the same,
and a restart repeats readings instead of contradicting them.
"""

from hashlib import blake2b
from struct import Struct

import numpy as np

_EIGHT = Struct(">8Q")


def _digest(key: tuple[object, ...]) -> int:
    text = "/".join(map(str, key)).encode()
    return int.from_bytes(blake2b(text, digest_size=16).digest(), "big")


def generator(*key: object) -> np.random.Generator:
    """Return the random numbers that belong to a key."""
    return np.random.default_rng(_digest(key))


def share(*key: object) -> float:
    """Return the one number in [0, 1) that belongs to a key."""
    return (_digest(key) >> 75) / 2**53


def shares(*key: object) -> tuple[float, ...]:
    """Return eight numbers in [0, 1) that belong to a key: quicker than eight keys."""
    digest = blake2b("/".join(map(str, key)).encode()).digest()
    return tuple(n / 2**64 for n in _EIGHT.unpack(digest))


def word(*key: object) -> str:
    """Return eight hexadecimal digits that belong to a key."""
    return f"{_digest(key) >> 96:08x}"
