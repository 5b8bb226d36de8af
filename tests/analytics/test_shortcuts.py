"""What is computed the short way is what the long way gives, bit for bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import fold as folding
from analytics import held, intervals
from analytics.fold import fold
from analytics.held import Segments
from analytics.intervals import Deployed, Readings, quarters
from analytics.quarters import QUARTER_MS, Quarters
from analytics.spans import BEGINNING_MS, END_MS, Span
from analytics.speeds import buckets, histogram
from analytics.speeds.classes import TELRAAM_10, Classes, rounded_whole, truncated_whole
from analytics.speeds.histogram import SUMS

ALWAYS = Span(BEGINNING_MS, END_MS)
COUNT = 60
ODD = Classes(lower_tenths=(30, 45, 300), top_tenths=900)
some_counts = st.lists(
    st.tuples(st.booleans(), st.integers(0, 500), st.sampled_from([1, 1, 1, 2])),
    min_size=1,
    max_size=COUNT,
)


def readings_of(rows: list[tuple[bool, int, int]]) -> Readings:
    """Return whole quarter hours from number 0 on, those that are known."""
    known = [(at, *row[1:]) for at, row in enumerate(rows) if row[0]]
    at, value, quality = (np.array([one[k] for one in known]) for k in range(3))
    return Readings(
        start_ms=at.astype(np.int64) * QUARTER_MS,
        duration_ms=np.full(len(known), QUARTER_MS, dtype=np.int64),
        value=value.astype(np.float64),
        quality=quality.astype(np.uint8),
        disputed=np.zeros(len(known), dtype=bool),
    )


def assert_equal(one: Quarters, other: Quarters) -> None:
    """Compare every field of two runs."""
    for name in Quarters.__slots__[1:]:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


@settings(deadline=None)
@given(some_counts, st.sampled_from([1.0, 1.084, 0.1]), st.integers(0, 3))
def test_whole_quarter_hours_are_laid_as_any_others(
    rows: list[tuple[bool, int, int]], factor: float, parts: int
) -> None:
    """Also with calibration, with several deployments, and when some begin later."""
    spans = [ALWAYS, *(Span(k * 5 * QUARTER_MS, END_MS) for k in range(parts))]
    deployed = [Deployed(span=s, readings=readings_of(rows), factor=factor) for s in spans]

    short = quarters(0, COUNT, deployed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intervals, "_GAPS_MAX", 0)
        long = quarters(0, COUNT, deployed)

    assert_equal(short, long)


@settings(deadline=None)
@given(some_counts, st.integers(0, 7), st.integers(1, 9))
def test_buckets_of_one_length_are_folded_as_any_others(
    rows: list[tuple[bool, int, int]], begin: int, step: int
) -> None:
    run = quarters(0, COUNT, [Deployed(span=ALWAYS, readings=readings_of(rows), factor=0.1)])
    run.flag[::7] = 3
    edges = np.arange(begin, COUNT + 1, step)

    short = fold(run, edges)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "_SHORT", 0)
        long = fold(run, edges)

    for name in type(short).__slots__:
        np.testing.assert_array_equal(getattr(short, name), getattr(long, name), err_msg=name)
        assert getattr(short, name).dtype == getattr(long, name).dtype, name


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, COUNT * QUARTER_MS - 1), st.sampled_from([-1.0, 0.0, 2.9, 3.0])),
        max_size=30,
    ),
    st.lists(st.floats(0, 420, width=32), min_size=30, max_size=30),
    st.sampled_from([rounded_whole(), truncated_whole(), TELRAAM_10, ODD]),
)
def test_single_vehicles_are_laid_into_buckets_as_their_histogram_is(
    seen: list[tuple[int, float]], speeds: list[float], classes: Classes
) -> None:
    """Also parked ones, those that are too fast, and those without a speed."""
    seen.sort()
    time_ms = np.array([one[0] for one in seen], dtype=np.int64)
    odd = [
        low if low >= 2.9 else np.nan if low < 0 else fast
        for (_, low), fast in zip(seen, speeds, strict=False)
    ]
    speed = np.array(odd, dtype=np.float64)
    edges = np.array([4, 8, 9, 20, 48])
    run = histogram.of_passages(classes, time_ms, speed)

    binned = buckets.of_passages(classes, edges, time_ms, speed)
    sums = buckets.sums_of_passages(classes, edges, time_ms, speed)

    np.testing.assert_array_equal(binned.counts, buckets.fold(run, edges).counts)
    for name, summed in zip(SUMS, (getattr(sums, n) for n in SUMS), strict=True):
        np.testing.assert_array_equal(summed, getattr(buckets.fold_sums(run, edges), name), name)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3 * QUARTER_MS), st.booleans(), st.integers(0, 99)), max_size=30
    ),
    st.integers(-3, 6),
)
def test_states_are_cut_at_quarters_as_they_are_beside_a_closure(
    rows: list[tuple[int, bool, int]], first: int
) -> None:
    """Of any length, with gaps between them, and where they reach beyond the run."""
    edges = np.cumsum([0, *(row[0] for row in rows)])
    known = np.array([row[1] for row in rows], dtype=bool) & (np.diff(edges) > 0)
    segments = Segments(
        from_ms=edges[:-1][known],
        to_ms=edges[1:][known],
        value=np.array([row[2] / 10 for row in rows])[known],
        suspect=np.arange(len(rows))[known] % 3 == 0,
    )
    elsewhere = [Span(-9 * QUARTER_MS, -8 * QUARTER_MS)]

    short = held.quarters(first, COUNT, segments, [ALWAYS], [])
    long = held.quarters(first, COUNT, segments, [ALWAYS], elsewhere)

    assert_equal(short, long)
