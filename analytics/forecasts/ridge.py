"""Weekly ridge regressions, shrunk from cells of the week to all of it.

References
----------
.. [1] Hoerl, Kennard: Ridge regression, Technometrics 12, 1970.
.. [2] Gelman, Hill: Data analysis using regression and multilevel models, 2007, chapter 12:
   cells are drawn towards what holds for all, the more the fewer rows they have.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
SHRUNK_ALL: Final = 1.0  #: rows by which the whole week is drawn to 0
SHRUNK_CELL: Final = 10.0  #: rows by which a cell is drawn to the whole week


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sums:
    """Sums of products that a regression is made of, by block of time and cell.

    Parameters
    ----------
    square, product
        blocks x cells x features x features, and blocks x cells x features.
    rows
        blocks x cells.
    """

    square: Float
    product: Float
    rows: Int


def sums(design: Float, target: Float, block: Int, cell: Int, shape: tuple[int, int]) -> Sums:
    """Return the sums of rows, block by block and cell by cell.

    Parameters
    ----------
    block, cell
        Of each row; `shape` says how many there are.

    Examples
    --------
    >>> design = np.array([[1.0, 2], [1, 3]])
    >>> known = sums(design, np.array([5.0, 7]), np.zeros(2, int), np.zeros(2, int), (1, 1))
    >>> known.square[0, 0].tolist(), known.product[0, 0].tolist()
    ([[2.0, 5.0], [5.0, 13.0]], [12.0, 31.0])
    """
    wide = design.shape[1]
    square, product = np.zeros((*shape, wide, wide)), np.zeros((*shape, wide))
    place = block * shape[1] + cell
    order = np.argsort(place, kind="stable")
    rows = np.bincount(place, minlength=shape[0] * shape[1])
    ends = np.cumsum(rows)
    for k in np.flatnonzero(rows).tolist():
        at = order[ends[k] - rows[k] : ends[k]]
        part = design[at]
        square[divmod(k, shape[1])] = part.T @ part
        product[divmod(k, shape[1])] = part.T @ target[at]
    return Sums(square=square, product=product, rows=rows.reshape(shape))


def coefficients(known: Sums, blocks: slice) -> Float:
    """Return the coefficients of each cell by some blocks: cells x features. [aim/feature].

    Examples
    --------
    >>> x = np.arange(2000.0)[:, None]
    >>> cell = np.zeros(2000, int)
    >>> known = sums(x, 3 * x[:, 0], cell, cell, (1, 1))
    >>> coefficients(known, slice(None)).round(3).tolist()
    [[3.0]]
    """
    square, product = known.square[blocks].sum(axis=0), known.product[blocks].sum(axis=0)
    rows = max(int(known.rows[blocks].sum()), 1)
    whole, aim = square.sum(axis=0), product.sum(axis=0)
    # Features are of different sizes: each is drawn by its own.
    size = np.diag(np.maximum(np.diag(whole), 1e-9) / rows)
    shared = np.linalg.solve(whole + SHRUNK_ALL * size, aim)
    rest = product - square @ shared
    own = np.linalg.solve(square + SHRUNK_CELL * size, rest[:, :, None])[:, :, 0]
    found: Float = shared + own
    return found
