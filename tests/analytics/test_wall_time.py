"""Opening hours, closures and buckets follow the clock on the wall."""

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.civil import Bucket, buckets, day_start_ms
from analytics.closures import Closure, windows
from analytics.quarters import QUARTER_MS
from analytics.spans import Span, covered_ms
from analytics.weekly import HoursError, parse

BERLIN = ZoneInfo("Europe/Berlin")
HOUR_MS = 4 * QUARTER_MS
ALWAYS_2026 = Span(day_start_ms(date(2026, 1, 1), BERLIN), day_start_ms(date(2027, 1, 1), BERLIN))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Tue,Fri 06:00-14:00", ((1, 360, 840), (4, 360, 840))),
        ("Di, Fr 6-14 Uhr", ((1, 360, 840), (4, 360, 840))),
        ("Mo-Mi 08:00–18:00", ((0, 480, 1080), (1, 480, 1080), (2, 480, 1080))),
        ("Sat 22:00-02:00", ((5, 1320, 1560),)),
        ("Sa-Mo 00:00-24:00", ((0, 0, 1440), (5, 0, 1440), (6, 0, 1440))),
        ("Mi 8-12; Sonntag 10-11:30", ((2, 480, 720), (6, 600, 690))),
    ],
)
def test_hours_are_read_as_people_write_them(
    text: str, hours: tuple[tuple[int, int, int], ...]
) -> None:
    assert parse(text).hours == hours


@pytest.mark.parametrize("text", ["", "Tue", "Tux 06-14", "Tue 06:70-14", "Tue 25-26", "06-14"])
def test_hours_that_cannot_be_read_say_how_to_write_them(text: str) -> None:
    with pytest.raises(HoursError, match=r"write it like|00:00 to 24:00"):
        parse(text)


def test_a_closure_is_wall_time_on_both_sides_of_a_clock_change() -> None:
    closure = Closure(
        every="Sun 06:00-14:00",
        from_date=date(2026, 10, 18),
        to_date=date(2026, 11, 2),
        except_dates=frozenset({date(2026, 11, 1)}),
    )

    found = [span for span, _ in windows([closure], ALWAYS_2026, BERLIN)]

    before, after = (day_start_ms(date(2026, 10, d), BERLIN) for d in (18, 25))
    assert found == [
        Span(before + 6 * HOUR_MS, before + 14 * HOUR_MS),
        Span(after + 7 * HOUR_MS, after + 15 * HOUR_MS),
    ]


@given(st.lists(st.tuples(st.integers(-5, 30), st.integers(1, 10)), max_size=5))
def test_spans_cover_quarters_by_the_millisecond(rows: list[tuple[int, int]]) -> None:
    step = QUARTER_MS // 3
    spans = [Span(a * step, (a + n) * step) for a, n in rows]
    slow = [
        sum(step for span in spans for t in range(q * 3, q * 3 + 3) if _inside(span, t * step))
        for q in range(8)
    ]

    assert covered_ms(0, 8, spans).tolist() == slow


def _inside(span: Span, at: int) -> bool:
    return span.from_ms <= at < span.to_ms


def test_buckets_of_a_window_are_cut_by_it_and_labelled_by_their_start() -> None:
    start = day_start_ms(date(2026, 5, 1), BERLIN)
    window = Span(start + 6 * HOUR_MS, start + 30 * HOUR_MS)

    days = buckets(window, Bucket.DAY, BERLIN)

    assert days.starts_ms.tolist() == [start, start + 24 * HOUR_MS]
    assert np.diff(days.edges).tolist() == [18 * 4, 6 * 4]
