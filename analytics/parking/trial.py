"""How chances of a free space did on a site's own past, and whether to tell the next (A12, G6)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.parking import calibration
from analytics.parking.calibration import Reliability
from analytics.parking.stays import Bool
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
ANSWERS_MIN: Final = 1_344  #: two weeks of quarter hours, to judge by
ERROR_MAX: Final = 0.05  #: mean distance of what was told and what came
GAP_MAX: Final = 0.25  #: greatest distance in a tenth with `GAP_ANSWERS` answers
GAP_ANSWERS: Final = 100
UNSURE: Final = (0.1, 0.9)  #: chances that somebody would ask for


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What chances scored.

    Parameters
    ----------
    n, days
        Answers that were told and came true or not, and on how many days.
    base_rate
        Share that came true. [0..1]
    brier, brier_usual
        Of these chances, and of those of the kind of day on the same answers. [1]
    skill
        1 - Brier / Brier of the kind of day; above 0 better. [1]
    error
        Mean distance of what was told and what came, over tenths by their answers. [0..1]
    gap
        The greatest one over tenths with enough answers, and over all answers that were neither
        nearly sure nor nearly hopeless. [0..1]
    table
        By tenths of what was told.
    """

    n: int
    days: int
    base_rate: Figure
    brier: Figure
    brier_usual: Figure
    skill: Figure
    error: Figure
    gap: Figure
    table: Reliability

    def like(self, chance: float) -> int:
        """Return the tenth a chance belongs to.

        Examples
        --------
        >>> told, came = np.array([0.9, 0.9]), np.array([True, True])
        >>> found = score(told, np.full(2, 0.6), came, np.zeros(2, dtype=np.int64))
        >>> found.like(0.93), found.like(1.0), found.like(0.05)
        (9, 9, 0)
        """
        return min(int(chance * calibration.BINS), calibration.BINS - 1)


def score(told: Float, usual: Float, came: Bool, day: Int) -> Score:
    """Return what chances scored; entries that were not told or not seen are left out before.

    Parameters
    ----------
    told, usual
        Chances, and those of the kind of day. [0..1]
    came
        Whether they came true.
    day
        On which day each was. [days]

    Examples
    --------
    >>> told, came = np.array([0.9, 0.9, 0.1]), np.array([True, True, False])
    >>> found = score(told, np.full(3, 0.6), came, np.zeros(3, dtype=np.int64))
    >>> round(found.brier.value, 3), round(found.base_rate.value, 3), found.days
    (0.01, 0.667, 1)
    """
    table = calibration.reliability(told, came)
    n = len(told)
    nothing = Figure(None, Reason.INSUFFICIENT_DATA)
    distance = np.nan_to_num(np.abs(table.told - table.came))
    return Score(
        n=n,
        days=len(np.unique(day)),
        base_rate=Figure(float(came.mean())) if n else nothing,
        brier=calibration.brier(told, came),
        brier_usual=calibration.brier(usual, came),
        skill=calibration.skill(told, usual, came),
        error=Figure(float((distance * table.n).sum() / n)) if n else nothing,
        gap=_gap(told, came, table),
        table=table,
    )


def _gap(told: Float, came: Bool, table: Reliability) -> Figure:
    tenth = table.worst_gap(n_min=GAP_ANSWERS)
    unsure = (told > UNSURE[0]) & (told < UNSURE[1])
    if tenth.value is None or int(unsure.sum()) < GAP_ANSWERS:
        return tenth
    return Figure(max(tenth.value, abs(float(told[unsure].mean() - came[unsure].mean()))))


def reliable(found: Score) -> bool:
    """Whether such chances came true about as often as was told, on enough answers.

    Examples
    --------
    >>> told, came = np.full(1344, 0.75), np.arange(1344) % 4 > 0
    >>> day = np.arange(1344) // 96
    >>> honest = score(told, np.full(1344, 0.5), came, day)
    >>> boasting = score(told + 0.2, np.full(1344, 0.5), came, day)
    >>> reliable(honest), reliable(boasting)
    (True, False)
    """
    error, gap = found.error.value, found.gap.value
    if found.n < ANSWERS_MIN or error is None or gap is None:
        return False
    return error <= ERROR_MAX and gap <= GAP_MAX
