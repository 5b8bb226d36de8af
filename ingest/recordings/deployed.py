"""When a channel of a recording was deployed, and how large a site was: what the files say.

Pure functions of all files of a scope together, so the order of import plays no part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The spans of the files of one scope, those without rows left out. [us since 1970, UTC]."""

    first_us: Times
    end_us: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What those files say about one channel.

    Parameters
    ----------
    datastream
        Of each file: the datastream its label names; -1 where the column has no value or is absent.
    first_us, end_us
        Of each file: start of the column's first and end of its last value.
    trims
        Whether a value says something about its own interval only (a count). A state holds beyond
        its reading, so its last reading is no end.
    apart_us
        Files farther apart than this are campaigns: in between it was not deployed. [us]
    """

    datastream: NDArray[np.int64]
    first_us: Times
    end_us: Times
    trims: bool
    apart_us: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Deployed:
    """A channel answers a datastream for [from_us, to_us)."""

    datastream: int
    from_us: int
    to_us: int


def deployments(files: Files, column: Column) -> list[Deployed]:
    """Return when the channel was deployed, in order of time.

    * The spans of files with values, hulled: a gap between two of them stays deployed (values are
      missing there), unless a file of the scope without any value lies in between.
    * At the edge towards such a file the deployment of a count ends with its last value or begins
      with its first: that is when it was taken away, or installed.
    * A label that means something else from one file on (another direction, another mode) begins
      another deployment with that file.
    """
    order = np.lexsort((column.datastream, files.end_us, files.first_us))
    said = column.datastream[order]
    first, end = files.first_us[order], files.end_us[order]
    kept = (said >= 0) | ~_covered(first, end, said >= 0)
    order, said, first, end = order[kept], said[kept], first[kept], end[kept]
    if len(said) == 0:
        return []
    reach = np.maximum.accumulate(end)
    away = np.zeros(len(said) - 1, dtype=bool)
    if column.apart_us is not None:
        away = first[1:] - reach[:-1] > column.apart_us
    begins = np.flatnonzero(np.append(True, (said[1:] != said[:-1]) | away))
    found: list[Deployed] = []
    for run, (low, high) in enumerate(zip(begins, np.append(begins[1:], len(said)), strict=True)):
        if said[low] < 0:
            continue
        after_empty = run > 0 and said[low - 1] < 0
        before_empty = high < len(said) and said[high] < 0
        files_of_run = order[low:high]
        from_us, to_us = int(first[low]), int(end[low:high].max())
        if column.trims and after_empty:
            from_us = int(column.first_us[files_of_run].min())
        if column.trims and before_empty:
            to_us = int(column.end_us[files_of_run].max())
        if high < len(said) and not before_empty and not away[high - 1]:
            to_us = int(first[high])
        found.append(Deployed(int(said[low]), from_us, to_us))
    return _apart(found)


def _covered(first: Times, end: Times, valued: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which files lie within a file with values: an older issue of the same months."""
    reach = np.maximum.accumulate(np.where(valued, end, np.iinfo(np.int64).min))
    last_of_same_start = np.searchsorted(first, first, side="right") - 1
    covered: NDArray[np.bool_] = reach[last_of_same_start] >= end
    return covered


def _apart(found: list[Deployed]) -> list[Deployed]:
    """Let none of them reach into the next."""
    apart = []
    for one, following in zip_longest(found, found[1:]):
        to_us = one.to_us if following is None else min(one.to_us, following.from_us)
        if one.from_us < to_us:
            apart.append(Deployed(one.datastream, one.from_us, to_us))
    return apart


@dataclass(frozen=True, slots=True)
class Spaces:
    """A capacity that holds for [from_us, to_us); None: since ever, until further notice."""

    spaces: int
    from_us: int | None
    to_us: int | None


def capacities(standing: int | None, by_file: Sequence[tuple[int, int]]) -> list[Spaces]:
    """Return how large a site was.

    Parameters
    ----------
    standing
        What the mapping knows, for the time before the first file that says a capacity.
    by_file
        (start of the file, spaces) of the files that say one: it holds from that file on.
    """
    changes: list[tuple[int | None, int]] = [] if standing is None else [(None, standing)]
    for from_us, spaces in sorted(by_file):
        if not changes or changes[-1][1] != spaces:
            changes.append((from_us, spaces))
    ends = [from_us for from_us, _ in changes[1:]]
    return [
        Spaces(spaces, from_us, to_us)
        for (from_us, spaces), to_us in zip_longest(changes, ends)
        if from_us is None or from_us != to_us
    ]
