"""Since when, and until when, days follow another curve: pairs of days made spells (E12, E14)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.track import runs
from analytics.quarters import Float

METHOD_VERSION: Final = 1

BRIDGED: Final = 3  #: days that may lie between, such as a weekend
BRIDGED_BETTER: Final = 14  #: the same, where the other curve fits them better as a whole
BACK_MAX: Final = 3  #: days that a spell may begin before the first pair that showed it
#: A curve moved the other way within so many days is the clock that is right again: by then the
#: wrong one has become the usual.
MENDED_WITHIN: Final = 35
MENDED_LEAST: Final = 7  #: days a clock has to have been wrong, to be mended


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """Days that follow another curve.

    Parameters
    ----------
    begin, end
        Rows of local days, half-open.
    seen
        The row whose end was needed to see it.
    lag
        By how much the usual curve is moved; 0: it is another one. [h]
    """

    begin: int
    end: int
    seen: int
    lag: int = 0


def spells(
    holds: NDArray[np.bool_], straight: Float, other: Float, *, share: float, lag: int = 0
) -> list[Spell]:
    """Return the spells of one other curve.

    Parameters
    ----------
    holds
        Whether a day and the known one before it show the other curve.
    straight, other
        The misfit of each day to its own usual curve and to the other one; NaN where not known.
    share
        Of the misfit that may be left, for a day before the first pair to belong to it. [1]

    Returns
    -------
    list of Spell
        A pair whose first day fits its own curve better begins with its second one; days before
        the pair that fit the other curve far better belong to it. A begin never depends on what
        comes after the first pair.

    References
    ----------
    indicators.md E12, E14.

    Examples
    --------
    >>> straight, other = np.array([[1.0, 1, 9, 9, 9, 1], [5.0, 5, 1, 1, 1, 5]])
    >>> pairs = np.array([False, False, True, True, True, False])
    >>> spells(pairs, straight, other, share=0.6)
    [Spell(begin=2, end=5, seen=2, lag=0)]
    """
    known = np.flatnonzero(~np.isnan(straight) & ~np.isnan(other))
    found: list[Spell] = []
    for seen, end in runs(_bridged(holds, straight, other)):
        at = int(np.searchsorted(known, seen))
        least = found[-1].end if found else 0
        first = known[max(at - 1, 0)]
        if other[first] >= straight[first]:
            first = known[at]
        else:
            first = _back(known, at - 1, straight * share - other)
        begin = max(int(first), least)
        found.append(Spell(begin=min(begin, seen), end=end, seen=seen, lag=lag))
    return found


def of_one_clock(every: Sequence[Spell]) -> list[Spell]:
    """Return the spells of moved curves, one for each time that a clock was wrong.

    Of spells that overlap the one that was seen first is told, up to where the others of its lag
    end; after a week of a wrong clock those within two weeks belong to it, too. It ends where the
    curve is moved the other way, if that is within 35 days: by then the wrong one is the usual.

    References
    ----------
    indicators.md E12.

    Examples
    --------
    >>> late = Spell(begin=10, end=40, seen=11, lag=1)
    >>> right = Spell(begin=44, end=50, seen=45, lag=-1)
    >>> of_one_clock([late, right])
    [Spell(begin=10, end=44, seen=11, lag=1)]
    """
    told: list[Spell] = []
    mended: list[Spell] = []  # that came to be the usual, and what it was moved to
    for one in sorted(every, key=lambda spell: (spell.seen, -spell.end, abs(spell.lag), spell.lag)):
        if any(one.begin < back.end + MENDED_WITHIN and one.lag == back.lag for back in mended):
            continue
        last = told[-1] if told else None
        if last is None or one.begin >= last.end + MENDED_WITHIN:
            told.append(one)
        elif one.lag == -last.lag and last.end <= one.begin and _long(last):
            told[-1] = replace(last, end=one.begin)
            mended.append(one)
        elif one.lag == last.lag and _long(last) and one.begin < last.end + BRIDGED_BETTER:
            told[-1] = replace(last, end=max(last.end, one.end))
        elif one.begin < last.end:
            told[-1] = replace(
                last, end=max(last.end, one.end) if one.lag == last.lag else last.end
            )
        else:
            told.append(one)
    return told


def _long(spell: Spell) -> bool:
    return spell.end - spell.begin >= MENDED_LEAST


def _back(known: NDArray[np.int64], at: int, better: Float) -> int:
    """Return the first of the known days in a row up to one, on which the other curve is better."""
    first = at
    while first > 0 and at - first < BACK_MAX and better[known[first - 1]] > 0:
        if known[first] - known[first - 1] > 1:
            break
        first -= 1
    return int(known[first])


def _bridged(holds: NDArray[np.bool_], straight: Float, other: Float) -> NDArray[np.bool_]:
    """Return with short breaks filled, and longer ones that fit the other curve better."""
    filled = holds.copy()
    for begin, end in runs(~holds):
        if begin == 0 or end == len(holds) or end - begin > BRIDGED_BETTER:
            continue
        gained = np.nansum(straight[begin:end] - other[begin:end])
        if end - begin <= BRIDGED or gained > 0:
            filled[begin:end] = True
    return filled
