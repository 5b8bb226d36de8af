"""Incomplete and doubtful are told apart: in numbers of many quarter hours as in single ones."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from analytics.civil import Bucket
from analytics.day_state import pack_days
from analytics.quarters import QUARTER_MS, QUARTERS, empty, no_ends
from analytics.spans import Span
from api.pages.language import DE, EN
from api.pages.trust import SPANS_MAX, Doubts, doubts, span_of, together
from devices.quality import Flag

DAY_MS = QUARTERS * QUARTER_MS
DAY = 20_000
WINDOW = Span(DAY * DAY_MS, (DAY + 1) * DAY_MS)
BERLIN = ZoneInfo("Europe/Berlin")


def stored(flags: Mapping[int, int], *, half: tuple[int, ...] = ()) -> dict[int, dict[int, bytes]]:
    """A day of one datastream: its flags by quarter hour, and quarters known by half."""
    run = empty(DAY * QUARTERS, QUARTERS)
    run.expected_ms[:] = QUARTER_MS
    run.observed_ms[:] = QUARTER_MS
    run.observed_ms[list(half)] = QUARTER_MS // 2
    run.flag[:] = Flag.GOOD
    for quarter, flag in flags.items():
        run.flag[quarter] = flag
    return {7: pack_days(run, no_ends(1))}


def row(
    *, flag: int = 3, coverage: float | None = 0.9, value: float | None = 5.0
) -> dict[str, Any]:
    """A number as the API answers it."""
    return {"value": value, "n_expected": 96, "coverage": coverage, "flag": flag}


def test_a_quarter_that_lacks_a_part_is_incomplete_and_not_doubted() -> None:
    found = doubts(stored({5: Flag.SUSPECT}, half=(5,)), WINDOW)

    assert found.spans == []
    told = found.trust(row(), WINDOW, DE)
    assert (told.word, told.mark) == ("unvollständig", "gap")
    assert found.trust(row(), WINDOW, EN).word == "incomplete"


def test_a_whole_quarter_in_doubt_makes_an_incomplete_number_doubtful_as_well() -> None:
    found = doubts(stored({5: Flag.SUSPECT, 40: Flag.SUSPECT}, half=(40,)), WINDOW)

    told = found.trust(row(), WINDOW, EN)
    assert (told.word, told.mark) == ("incomplete and doubtful", "doubt")
    begin = WINDOW.from_ms + 5 * QUARTER_MS
    assert found.spans == [Span(begin, begin + QUARTER_MS)]


def test_a_doubt_is_of_the_bucket_it_lies_in_and_of_no_other() -> None:
    found = doubts(stored({5: Flag.SUSPECT, 6: Flag.FAIL}), WINDOW)
    hour = 4 * QUARTER_MS

    words = [
        found.trust(
            row(), Span(WINDOW.from_ms + k * hour, WINDOW.from_ms + (k + 1) * hour), DE
        ).word
        for k in range(3)
    ]
    assert words == ["unvollständig", "unvollständig und zweifelhaft", "unvollständig"]


def test_what_is_whole_and_flagged_is_doubtful_whatever_the_quarters_say() -> None:
    told = Doubts().trust(row(coverage=1.0), WINDOW, DE)

    assert (told.word, told.mark) == ("zweifelhaft", "doubt")


@pytest.mark.parametrize(
    ("told", "word"),
    [
        (row(flag=1, coverage=1.0), "good"),
        (row(flag=9, coverage=0.0, value=None), "missing"),
        (row(flag=4, coverage=0.5), "wrong"),
        (row() | {"n_expected": 0}, "nothing expected"),
    ],
)
def test_other_flags_keep_their_words(told: dict[str, Any], word: str) -> None:
    assert Doubts().trust(told, WINDOW, EN).word == word


def test_a_doubt_outside_the_hours_asked_for_is_left_out() -> None:
    states = stored({5: Flag.SUSPECT, 50: Flag.SUSPECT})
    noon = Span(WINDOW.from_ms + 48 * QUARTER_MS, WINDOW.from_ms + 56 * QUARTER_MS)

    found = doubts(states, WINDOW, [noon])

    assert [span.from_ms for span in found.spans] == [WINDOW.from_ms + 50 * QUARTER_MS]
    assert doubts(states, Span(noon.to_ms, WINDOW.to_ms)).spans == []


def test_the_doubts_about_sites_are_those_about_their_group() -> None:
    first, second = (doubts(stored({at: Flag.SUSPECT}), WINDOW) for at in (3, 4))

    begin = WINDOW.from_ms + 3 * QUARTER_MS
    assert together([first, second]).spans == [Span(begin, begin + 2 * QUARTER_MS)]


def test_the_browser_is_never_sent_more_than_it_can_hold() -> None:
    many = [Span(2 * k * QUARTER_MS, (2 * k + 1) * QUARTER_MS) for k in range(SPANS_MAX + 1)]

    assert Doubts(spans=many).json() == f"[[0, {(2 * SPANS_MAX // QUARTERS + 1) * DAY_MS // 1000}]]"
    assert Doubts(spans=many[:1]).json() == "[[0, 900]]"


def test_a_value_is_of_the_time_that_its_start_says() -> None:
    day = span_of("2026-10-25", Bucket.DAY, BERLIN)  # the clocks go back
    quarter = span_of("2026-10-25T02:30:00+02:00", Bucket.QUARTER, BERLIN)

    assert day.to_ms - day.from_ms == 25 * 3_600_000
    assert quarter.from_ms - day.from_ms == 150 * 60_000
    assert quarter.to_ms - quarter.from_ms == QUARTER_MS
