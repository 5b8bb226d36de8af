"""The stored state of speeds: exact sums, canonical bytes, any order of adding."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analytics.quarters import DAY_MS, QUARTER_MS, QUARTERS, Float, Int
from analytics.speeds import means
from analytics.speeds.buckets import fold, fold_sums
from analytics.speeds.classes import (
    TELRAAM_5,
    TELRAAM_10,
    Classes,
    apportioned,
    rounded_whole,
    truncated_whole,
)
from analytics.speeds.histogram import Histogram, merge, of_classes, of_passages
from analytics.speeds.packed import pack_days, stack, unpack

DAYS = 3
WHOLE_RUN = np.array([0, DAYS * QUARTERS])

_vehicles = st.lists(
    st.tuples(
        st.integers(0, DAYS * DAY_MS - 1),
        st.one_of(st.just(float("nan")), st.integers(0, 4_100).map(lambda tenths: tenths / 10)),
        st.sampled_from([1, 3, 5, 255]),
    ),
    max_size=40,
)


def seen(vehicles: list[tuple[int, float, int]], classes: Classes | None = None) -> Histogram:
    rows = list(zip(*vehicles, strict=True)) or [(), (), ()]
    return of_passages(
        classes or rounded_whole(),
        np.array(rows[0], dtype=np.int64),
        np.array(rows[1], dtype=np.float64),
        np.array(rows[2], dtype=np.uint8),
    )


@given(_vehicles, st.randoms())
def test_the_order_of_vehicles_changes_no_byte(
    vehicles: list[tuple[int, float, int]], chance: object
) -> None:
    shuffled = list(vehicles)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert pack_days(seen(shuffled)) == pack_days(seen(vehicles))


@given(_vehicles, _vehicles, _vehicles)
def test_merging_is_associative_and_commutative_byte_for_byte(
    one: list[tuple[int, float, int]],
    two: list[tuple[int, float, int]],
    three: list[tuple[int, float, int]],
) -> None:
    a, b, c = seen(one), seen(two), seen(three)
    pooled = pack_days(seen(one + two + three))

    assert pack_days(merge([merge([a, b]), c])) == pooled
    assert pack_days(merge([a, merge([b, c])])) == pooled
    assert pack_days(merge([c, b, a])) == pooled


@given(_vehicles)
def test_packed_days_say_what_went_in(vehicles: list[tuple[int, float, int]]) -> None:
    run = seen(vehicles)
    packed = pack_days(run)

    if not packed:
        assert stack(packed) is None
        return
    again = stack(packed)
    assert again is not None
    assert pack_days(again) == packed
    assert again.classes == run.classes
    for name in ("quarter", "vehicle", "bin", "count", "sum_quarter", "sum_vehicle"):
        assert getattr(again, name).tolist() == getattr(run, name).tolist()
    assert again.sums.pace.tolist() == run.sums.pace.tolist()


@given(_vehicles)
def test_exact_sums_give_the_means_of_the_vehicles(
    vehicles: list[tuple[int, float, int]],
) -> None:
    speed = np.array([v for _, v, _ in vehicles if v <= 400.0])
    sums = fold_sums(seen(vehicles), WHOLE_RUN)

    assert means.time_means(sums)[0] == pytest.approx(
        means.time_mean(speed), rel=1e-8, abs=1e-6, nan_ok=True
    )
    space = means.space_mean(speed)
    assert means.space_means(sums)[0] == pytest.approx(space.value, rel=1e-8, abs=1e-6, nan_ok=True)
    assert sums.slow[0] == space.rejected
    assert means.deviations(sums)[0] == pytest.approx(
        means.deviation(speed), rel=1e-8, abs=1e-6, nan_ok=True
    )


@given(_vehicles)
def test_days_fold_to_what_their_quarters_hold(vehicles: list[tuple[int, float, int]]) -> None:
    run = seen(vehicles)
    days = fold(run, np.arange(DAYS + 1) * QUARTERS)
    quarters = fold(run, np.arange(DAYS * QUARTERS + 1))

    assert days.counts.sum(axis=0).tolist() == fold(run, WHOLE_RUN).counts[0].tolist()
    assert quarters.counts.sum() == days.counts.sum() == sum(v <= 400 for _, v, _ in vehicles)


def test_vehicle_classes_can_be_asked_for_apart() -> None:
    run = seen([(0, 50.0, 3), (1, 52.0, 3), (2, 30.0, 5), (3, 20.0, 255)])

    def of(*vehicles: int) -> list[int]:
        return np.flatnonzero(fold(run, np.array([0, 1]), vehicles).counts[0]).tolist()

    assert of(3) == [50, 52]
    assert of(5) == [30]
    assert fold_sums(run, np.array([0, 1]), [3]).n.tolist() == [2]
    assert fold(run, np.array([0, 1])).counts.sum() == 4


def test_a_vehicle_without_a_speed_or_with_an_impossible_one_is_left_out() -> None:
    speeds = [float("nan"), -1.0, 400.1, 0.0, 400.0]
    run = of_passages(rounded_whole(), np.arange(5), np.array(speeds))

    assert run.bin.tolist() == [0, 250]
    assert run.sums.n.tolist() == [2]


def test_rounded_and_truncated_numbers_have_other_edges() -> None:
    assert rounded_whole().place(np.array([49_500, 50_499, 50_500])).tolist() == [50, 50, 51]
    assert truncated_whole().place(np.array([50_000, 50_999, 51_000])).tolist() == [50, 50, 51]


def test_a_closed_last_class_holds_nothing_above_it() -> None:
    classes = Classes(lower_tenths=(100, 200), top_tenths=300)

    assert classes.place(np.array([9_999, 10_000, 29_999, 30_000])).tolist() == [-1, 0, 1, 2]
    assert of_passages(classes, np.arange(3), np.array([5.0, 25.0, 30.0])).count.tolist() == [1]


def test_histograms_of_a_device_are_kept_with_their_own_edges() -> None:
    counts = np.zeros((2, 8), dtype=np.int64)
    counts[0, 3], counts[1, 7] = 20, 5
    run = of_classes(TELRAAM_10, 4, np.array([8, 100]), counts)

    assert stack(pack_days(run)) is not None
    assert unpack(1, pack_days(run)[1]).classes == TELRAAM_10
    assert fold(run, np.array([8, 12])).counts.tolist() == [counts[0].tolist()]
    assert fold_sums(run, np.array([8, 12])).n.tolist() == [0]
    with pytest.raises(ValueError, match="over 4 quarters"):
        fold(run, np.array([8, 9]))


def test_closed_edges_survive_packing() -> None:
    classes = Classes(lower_tenths=(395, 445), top_tenths=495)
    run = of_classes(classes, 1, np.array([0]), np.array([[1, 2]]))

    assert unpack(0, pack_days(run)[0]).classes == classes


def test_histograms_with_other_classes_are_not_added() -> None:
    a = of_classes(TELRAAM_10, 4, np.array([0]), np.ones((1, 8), dtype=np.int64))
    b = of_classes(TELRAAM_5, 4, np.array([0]), np.ones((1, 25), dtype=np.int64))

    with pytest.raises(ValueError, match="same speed classes"):
        merge([a, b])


def test_a_state_of_another_version_is_refused() -> None:
    packed = pack_days(seen([(0, 50.0, 3)]))[0]

    with pytest.raises(ValueError, match="derive the day again"):
        unpack(0, bytes([99]) + packed[1:])


def test_a_busy_day_takes_few_bytes() -> None:
    chance = np.random.default_rng(1)
    time_ms = np.sort(chance.integers(0, DAY_MS, 20_000))
    run = of_passages(rounded_whole(), time_ms, np.rint(chance.normal(47, 7, 20_000)).clip(0, 200))

    assert len(pack_days(run)[0]) < 20_000


@given(
    arrays.arrays(np.int64, 4, elements=st.integers(0, 5_000)),
    arrays.arrays(np.float64, (4, 6), elements=st.integers(0, 10_000).map(lambda n: n / 100)),
)
def test_apportioned_vehicles_add_up_to_the_total(total: Int, shares: Float) -> None:
    counts = apportioned(total, shares)

    assert (counts >= 0).all()
    assert counts.sum(axis=1).tolist() == np.where(shares.sum(axis=1) > 0, total, 0).tolist()


def test_classes_whose_edges_do_not_rise_are_refused() -> None:
    with pytest.raises(ValueError, match="must rise"):
        Classes(lower_tenths=(0, 100, 100))
    with pytest.raises(ValueError, match="must rise"):
        Classes(lower_tenths=())


def test_a_quarter_is_where_the_vehicle_passed() -> None:
    run = of_passages(rounded_whole(), np.array([QUARTER_MS - 1, QUARTER_MS]), np.full(2, 50.0))

    assert run.quarter.tolist() == [0, 1]


def test_of_equal_remainders_the_lower_class_gets_the_vehicle() -> None:
    published = [  # Telraam, segment 9000003769, three hours of winter 2024
        [0, 1.94, 26.94, 57.11, 12.5, 1.29, 0.22, 0],
        [2.97, 3.51, 42.16, 41.89, 8.11, 1.08, 0, 0.27],
        [0, 0, 7.5, 55, 32.5, 5, 0, 0],
    ]
    for unit in (1.0, 1 / 100, 3_600_000.0, 900_000 / 7):
        counts = apportioned(np.array([600, 495, 108]), np.array(published) * unit)

        assert counts.tolist() == [
            [0, 12, 161, 343, 75, 8, 1, 0],  # 11.64 and 161.64
            [15, 18, 209, 207, 40, 5, 0, 1],  # 17.376... and 207.376...
            [0, 0, 8, 60, 35, 5, 0, 0],  # 59.4 and 5.4
        ]
