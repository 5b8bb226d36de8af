"""The quality of numbers in German tables, in the words that the page has for it.

A number of which a part of the time is missing is incomplete; that it is doubtful is said only
where something that was measured is doubted.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from analytics.quality.finding import Test
from analytics.quarters import Int
from analytics.spans import Span
from api.pages.language import DE
from api.pages.trust import Doubts
from devices.quality import Flag

Row = Mapping[str, Any]
#: Tests that see what is missing, and doubt nothing that was measured.
_MISSING: Final = frozenset(
    one.value for one in (Test.GAP, Test.SILENT, Test.TRUNCATED_DAY, Test.MONTH_END, Test.HEARTBEAT)
)
_EDGE_MS: Final = 2**62
_ALWAYS: Final = Doubts(spans=(Span(-_EDGE_MS, _EDGE_MS),))


def in_words(rows: Sequence[Row], edges: Int, doubted: Doubts) -> list[dict[str, Any]]:
    """Return rows with the word for their flag in place of it.

    Parameters
    ----------
    rows
        With `n_expected`, `coverage` and `flag`.
    edges
        Where each row begins, and where the last one ends. [ms since 1970]
    """
    spans = [Span(begin, end) for begin, end in pairwise(edges.tolist())]
    return [
        {**row, "flag": doubted.trust(row, span, DE).word}
        for row, span in zip(rows, spans, strict=True)
    ]


def day_in_words(row: Row, span: Span, doubted: Doubts) -> dict[str, Any]:
    """Return the coverage of a day with the word for its flag, its tests among what doubts it."""
    tests = row["tests"].items()
    if any(flag == Flag.SUSPECT and test not in _MISSING for test, flag in tests):
        doubted = _ALWAYS
    asked = {"n_expected": row["expected_s"], "coverage": row["coverage"], "flag": row["flag"]}
    return {**row, "flag": doubted.trust(asked, span, DE).word}


def incomplete_or_doubtful(row: Row) -> dict[str, Any]:
    """Return a stored number with what is said where nobody knows any more which of the two."""
    share = row["coverage"]
    if row["flag"] != Flag.SUSPECT or share is None or share >= 1:
        return dict(row)
    return {**row, "flag": f"{DE.say('flag_3_gaps')} oder {DE.say('flag_3')}"}
