"""A period that still runs: complete as far as it has come, for the API and for the page.

Values are of everything that is known. What is expected, and so what is missing, is counted up to
the last full quarter hour: of what is still to come nothing is expected yet.
"""

from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

import numpy as np

from analytics.civil import to_ms
from analytics.quarters import QUARTER_MS, Float, Int
from analytics.question import Question
from analytics.series import Series
from analytics.spans import Span

K = TypeVar("K", contravariant=True)


def quarter_down(now: datetime) -> int:
    """Return the start of the running quarter hour. [ms since 1970]."""
    return to_ms(now) // QUARTER_MS * QUARTER_MS


class Asks(Protocol[K]):
    """What is asked of a site or a group, which answers from what is known."""

    def answered(self, known: K, question: Question) -> Series:
        """Answer a question."""


def answered(asked: Asks[K], known: K, put: Question) -> Series:
    """Answer a question; where its window ends after `put.until_ms`, expecting up to there."""
    found = asked.answered(known, put)
    if put.until_ms is None or put.window.to_ms <= put.until_ms or found.total is None:
        return found
    if put.window.from_ms >= put.until_ms:
        return replace(_nothing_expected(found), total=_nothing_expected(found.total))
    come = replace(put, window=Span(put.window.from_ms, put.until_ms))
    part = asked.answered(known, come)
    if part.total is None:
        return found
    return replace(_expecting(found, part), total=_expecting(found.total, part.total))


def _expecting(whole: Series, part: Series) -> Series:
    """Return a series with the completeness of its beginning; of the rest nothing is expected."""
    begun = len(part)
    return replace(
        whole,
        n_expected=_then_none(part.n_expected, len(whole)),
        n_valid=_then_none(part.n_valid, len(whole)),
        coverage=_then_unknown(part.coverage, len(whole)),
        flag=np.concatenate([part.flag, whole.flag[begun:]]),
    )


def _nothing_expected(whole: Series) -> Series:
    none = np.zeros(0, dtype=np.int64)
    return replace(
        whole,
        n_expected=_then_none(none, len(whole)),
        n_valid=_then_none(none, len(whole)),
        coverage=_then_unknown(none.astype(np.float64), len(whole)),
    )


def _then_none(begun: Int, count: int) -> Int:
    return np.concatenate([begun, np.zeros(count - len(begun), dtype=begun.dtype)])


def _then_unknown(begun: Float, count: int) -> Float:
    return np.concatenate([begun, np.full(count - len(begun), np.nan)])
