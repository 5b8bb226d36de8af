"""Logistic regression, drawn towards what is usual: chances from what is seen now (A12)."""

from typing import Final

import numpy as np

from analytics.quarters import Float

METHOD_VERSION: Final = 1
SHRUNK: Final = 5.0  #: rows by which a coefficient is drawn towards its start
_STEPS: Final = 25
_SMALL: Final = 1e-6
_SETTLED: Final = 1e-5  # mean change of a chance
_FAR: Final = 30.0  # a chance of 1e-13: beyond nothing changes


def chance_of(log_odds: Float) -> Float:
    """Return chances of log odds. [1].

    Examples
    --------
    >>> chance_of(np.array([0.0, 100.0])).round(3).tolist()
    [0.5, 1.0]
    """
    chance: Float = 1 / (1 + np.exp(-np.clip(log_odds, -_FAR, _FAR)))
    return chance


def log_odds_of(chance: Float) -> Float:
    """Return the log odds ln(p / (1 - p)) of chances that are neither 0 nor 1. [1].

    Examples
    --------
    >>> log_odds_of(np.array([0.5, 0.8])).round(3).tolist()
    [0.0, 1.386]
    """
    return np.log(chance / (1 - chance))


def fitted(design: Float, came_true: Float, start: Float, aim: Float) -> Float:
    """Return coefficients by reweighted least squares with a ridge. [log odds/feature].

    Where rows say nothing the coefficients stay at `aim`, so that with little to learn from the
    chance is what is usual.

    Parameters
    ----------
    design
        Rows x features.
    came_true
        1 or 0 a row.
    start
        Where to begin: coefficients that were good a week ago.
    aim
        What the coefficients are drawn to.

    References
    ----------
    le Cessie, van Houwelingen: Ridge estimators in logistic regression, Applied Statistics 41,
    1992.

    Examples
    --------
    >>> design = np.column_stack([np.ones(400), np.tile([0.0, 1.0], 200)])
    >>> came_true = np.tile([0.0, 0.0, 0.0, 1.0], 100)
    >>> told = fitted(design, came_true, np.zeros(2), np.zeros(2))
    >>> chance_of(told.sum()).round(1).item()
    0.5
    """
    wide = design.shape[1]
    size = np.maximum((design**2).mean(axis=0), _SMALL) if len(design) else np.ones(wide)
    ridge = np.diag(SHRUNK * size)
    found = start.astype(np.float64)
    before = np.full(len(design), np.inf)
    for _ in range(_STEPS):
        told = chance_of(design @ found)
        # Where an answer is always the same its log odds grow for ever, and the chance does not.
        if len(told) and float(np.abs(told - before).mean()) < _SETTLED:
            break
        before = told
        weight = told * (1 - told)
        slope = design.T @ (came_true - told) - ridge @ (found - aim)
        step = np.linalg.solve((design.T * weight) @ design + ridge, slope)
        longest = float(np.abs(step).max())
        found = found + step * min(1.0, 4.0 / max(longest, _SMALL))
        if longest < 1e-4:
            break
    return found
