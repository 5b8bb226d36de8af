"""The chance of a free space that is told: within the hour or on a coming day, or why not (A12)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np

from analytics.forecasts.grid import SLOTS
from analytics.parking import on_arrival, trial, usual_chance
from analytics.parking.availability import Withheld
from analytics.parking.on_arrival import Walk
from analytics.parking.trial import Score
from analytics.parking.usual_chance import DAYS_MIN, Laid, Usual
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
OLD_MAX: Final = 2  #: quarter hours that the newest value may lie back
_USUALLY_SHUT: Final = 2  # closed on at least every second day alike


class Basis(StrEnum):
    """What a chance is made of; the value is the word in answers."""

    NOW = "now"  #: what is free now, and what is usual
    KIND_OF_DAY = "kind_of_day"  #: what is usual alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One answer.

    Parameters
    ----------
    arrival
        [quarters since 1970]
    chance
        None: withheld. [0..1]
    low, high
        Of the kind of day: its 95 % interval, on days. From the present there is none: what became
        of such answers stands in `score.table`. [0..1]
    days
        Known days alike in the last 26 weeks.
    score
        What such answers scored in the last eight weeks; None: there were none.
    """

    arrival: int
    basis: Basis
    chance: float | None
    low: float | None
    high: float | None
    days: int
    reason: Withheld | None
    score: Score | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """What is asked of a past.

    Parameters
    ----------
    spaces
        How many must be free. [spaces]
    doubted
        Whether the newest value is.
    usual
        What chances of the kind of day alone scored; None: there were none.
    """

    of: Laid
    before: Usual
    spaces: int
    doubted: bool
    usual: Score | None

    @property
    def newest(self) -> int | None:
        """The place of the newest value; None: there is none.

        Examples
        --------
        >>> place = np.arange(10 * 672 + usual_chance.AHEAD)
        >>> past = Laid(first=0, free=np.where(place < 6700, 3.0, np.nan),
        ...             shut=np.zeros(len(place), bool), week=place // 672, cell=place % 96)
        >>> asked(past, 2, doubted=False).newest
        6699
        """
        known = np.flatnonzero(self.of.known()[: self.of.issue + 1])
        return int(known[-1]) if len(known) else None


def asked(of: Laid, spaces: int, *, doubted: bool) -> Asked:
    """Return a question; parameters as of `Asked`.

    Examples
    --------
    >>> place = np.arange(10 * 672 + usual_chance.AHEAD)
    >>> past = Laid(first=0, free=np.where(place < 10 * 672, 3.0, np.nan),
    ...             shut=np.zeros(len(place), bool), week=place // 672, cell=place % 96)
    >>> put = asked(past, 2, doubted=False)
    >>> put.newest, put.usual.n  # told of two weeks, after the first eight
    (6719, 1344)
    """
    before = usual_chance.usual(of, spaces)
    walked = on_arrival.usual_walk(of, before, spaces)
    return Asked(
        of=of,
        before=before,
        spaces=spaces,
        doubted=doubted,
        usual=_score(of, walked.usual, walked),
    )


def within_the_hour(put: Asked, arrivals: Sequence[int], shut: Sequence[bool]) -> list[Told]:
    """Return the chances of arrivals soon.

    Parameters
    ----------
    arrivals
        Not before the issue, and less than `AHEAD` after it. [quarters since 1970]
    shut
        Whether it is to be closed at each.

    Examples
    --------
    >>> place = np.arange(10 * 672 + usual_chance.AHEAD)
    >>> past = Laid(first=0, free=np.where(place < 10 * 672, 3.0, np.nan),
    ...             shut=np.zeros(len(place), bool), week=place // 672, cell=place % 96)
    >>> soon = within_the_hour(asked(past, 2, doubted=False), [6720, 6721], [False, True])
    >>> round(soon[0].chance, 3), soon[0].days, soon[1].reason.value
    (0.993, 70, 'closed')
    """
    newest, of = put.newest, put.of
    found = []
    for arrival, closed in zip(arrivals, shut, strict=True):
        place = arrival - of.first
        old = newest is None or of.issue - 1 - newest > OLD_MAX
        steps = 0 if newest is None else place - newest
        told = _usual(put, arrival, int(of.cell[place]), closed=closed)
        if told.reason in {Withheld.CLOSED, Withheld.FEW_DAYS}:
            found.append(told)
        elif old or steps > on_arrival.STEPS_MAX:
            found.append(_withheld(told, Withheld.UNKNOWN_NOW))
        elif put.doubted:
            found.append(_withheld(told, Withheld.DOUBTED))
        else:
            found.append(_better(put, told, place, steps))
    return found


def on_a_day(put: Asked, arrival: int, cell: int, *, shut: bool) -> Told:
    """Return the chance at a quarter hour of a coming day, by days alike alone.

    Parameters
    ----------
    cell
        Its kind of day and quarter hour, see `usual_chance.cell_of`.

    Examples
    --------
    >>> place = np.arange(10 * 672 + usual_chance.AHEAD)
    >>> past = Laid(first=0, free=np.where(place < 10 * 672, 3.0, np.nan),
    ...             shut=np.zeros(len(place), bool), week=place // 672, cell=place % 96)
    >>> told = on_a_day(asked(past, 2, doubted=False), 7000, 40, shut=False)
    >>> round(told.chance, 3), told.days, told.basis.value  # 70.5 / 71
    (0.993, 70, 'kind_of_day')
    """
    return _usual(put, arrival, cell, closed=shut)


def _usual(put: Asked, arrival: int, cell: int, *, closed: bool) -> Told:
    before = put.before
    days, shut_days = int(before.days[-1, cell]), int(before.shut_days[-1, cell])
    low, high = usual_chance.interval(before, cell)
    told = Told(
        arrival=arrival,
        basis=Basis.KIND_OF_DAY,
        chance=float(before.chance()[-1, cell]),
        low=low,
        high=high,
        days=days,
        reason=None,
        score=put.usual,
    )
    if closed or (shut_days and shut_days * _USUALLY_SHUT >= days + shut_days):
        return _withheld(told, Withheld.CLOSED)
    if not before.enough[-1] or days < DAYS_MIN:
        return _withheld(told, Withheld.FEW_DAYS)
    return _judged(told)


def _better(put: Asked, usual: Told, place: int, steps: int) -> Told:
    """Return the chance from the present where that has told more than the kind of day alone."""
    walked = on_arrival.walk(put.of, put.before, steps, put.spaces)
    score = _score(put.of, walked.chance, walked)
    skill = None if score is None else score.skill.value
    chance = float(walked.chance[place])
    if score is None or skill is None or skill <= 0 or np.isnan(chance):
        return usual
    return _judged(
        replace(
            usual, basis=Basis.NOW, chance=chance, low=None, high=None, reason=None, score=score
        )
    )


def _judged(told: Told) -> Told:
    if told.score is None or told.score.n < trial.ANSWERS_MIN:
        return _withheld(told, Withheld.NOT_TRIED)
    return told if trial.reliable(told.score) else _withheld(told, Withheld.NOT_RELIABLE)


def _withheld(told: Told, why: Withheld) -> Told:
    return replace(told, chance=None, low=None, high=None, reason=why)


def _score(of: Laid, chance: Float, walked: Walk) -> Score | None:
    at = on_arrival.tried(of) & walked.known & ~np.isnan(chance + walked.usual)
    if not at.any():
        return None
    day: Int = (np.flatnonzero(at) + of.first) // SLOTS
    return trial.score(chance[at], walked.usual[at], walked.came[at], day)
