"""When a channel was deployed follows from all files together, in whatever order they come."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.recordings.bookkeeping import changed_days
from ingest.recordings.clock import DAY_US
from ingest.recordings.deployed import (
    Column,
    Deployed,
    Files,
    Spaces,
    capacities,
    deployments,
)

#: first day, end day, datastream (-1: no value), first and end of the values
File = tuple[float, float, int, float, float]


def follow(*files: File, trims: bool = True) -> list[tuple[int, float, float]]:
    """Return (datastream, from day, to day)."""
    table = np.array(files, dtype=np.float64).reshape(-1, 5)
    us = (table * DAY_US).astype(np.int64)
    found = deployments(
        Files(first_us=us[:, 0], end_us=us[:, 1]),
        Column(
            datastream=table[:, 2].astype(np.int64),
            first_us=us[:, 3],
            end_us=us[:, 4],
            trims=trims,
        ),
    )
    return [(d.datastream, d.from_us / DAY_US, d.to_us / DAY_US) for d in found]


def test_a_gap_between_files_stays_deployed() -> None:
    assert follow((0, 30, 1, 0, 30), (60, 90, 1, 60, 90)) == [(1, 0, 90)]


def test_values_missing_at_the_edge_of_all_files_stay_deployed() -> None:
    assert follow((0, 30, 1, 5, 20)) == [(1, 0, 30)]


def test_a_file_without_values_in_between_ends_the_deployment() -> None:
    files = ((0, 30, 1, 0, 20), (30, 60, -1, 0, 0), (60, 90, 1, 65, 90))
    assert follow(*files) == [(1, 0, 20), (1, 65, 90)]


def test_a_state_holds_to_the_end_of_its_file() -> None:
    files = ((0, 30, 1, 0, 20), (30, 60, -1, 0, 0), (60, 90, 1, 65, 90))
    assert follow(*files, trims=False) == [(1, 0, 30), (1, 60, 90)]


def test_a_channel_is_installed_with_its_first_value_after_files_without() -> None:
    assert follow((0, 30, -1, 0, 0), (30, 60, 1, 44, 60)) == [(1, 44, 60)]


def test_another_meaning_of_the_label_begins_with_its_file() -> None:
    files = ((0, 30, 1, 0, 30), (31, 60, 2, 31, 60))
    assert follow(*files) == [(1, 0, 31), (2, 31, 60)]


def test_an_older_issue_without_values_does_not_end_anything() -> None:
    files = ((0, 30, 1, 0, 30), (30, 60, -1, 0, 0), (30, 60, 1, 30, 60), (60, 90, 1, 60, 90))
    assert follow(*files) == [(1, 0, 90)]


def test_without_any_value_nothing_is_deployed() -> None:
    assert follow((0, 30, -1, 0, 0)) == []
    assert follow() == []


@st.composite
def file_sets(draw: st.DrawFn) -> list[File]:
    """Draw files of days, overlapping, with and without values, with two meanings."""
    files: list[File] = []
    for _ in range(draw(st.integers(1, 8))):
        first = draw(st.integers(0, 20))
        end = first + draw(st.integers(1, 6))
        low = draw(st.integers(first, end - 1))
        high = draw(st.integers(low + 1, end))
        files.append((first, end, draw(st.sampled_from([-1, 1, 1, 2])), low, high))
    return files


@given(file_sets(), st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_files_changes_nothing(files: list[File], rng: object, trims: bool) -> None:
    shuffled = list(files)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert follow(*shuffled, trims=trims) == follow(*files, trims=trims)


@given(file_sets(), st.booleans())
def test_deployments_never_overlap(files: list[File], trims: bool) -> None:
    found = follow(*files, trims=trims)
    assert all(low < high for _, low, high in found)
    assert all(one[2] <= following[1] for one, following in pairwise(found))


def test_days_that_differ_are_found_once() -> None:
    gone = [Deployed(1, 0, 3 * DAY_US)]
    new = [Deployed(1, 0, 4 * DAY_US), Deployed(2, 5 * DAY_US, 6 * DAY_US)]
    assert changed_days(gone, new) == {(1, 3), (2, 5)}
    assert changed_days(new, new) == set()


def test_a_capacity_holds_from_the_file_that_says_it() -> None:
    assert capacities(100, [(5, 120), (3, 110), (4, 110)]) == [
        Spaces(100, None, 3),
        Spaces(110, 3, 5),
        Spaces(120, 5, None),
    ]
    assert capacities(None, [(5, 120)]) == [Spaces(120, 5, None)]
    assert capacities(100, []) == [Spaces(100, None, None)]
    assert capacities(None, []) == []
