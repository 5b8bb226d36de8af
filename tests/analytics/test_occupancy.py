"""Free spaces become occupancy: what is closed, unknown or doubted is told from what is full."""

import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from analytics import held, occupancy
from analytics.civil import Bucket, from_ms
from analytics.closures import Closure, windows
from analytics.day_state import pack_days
from analytics.intervals import Readings
from analytics.occupancy import Capacity
from analytics.parking import peaks
from analytics.parking.series import (
    bays_load,
    car_park_load,
    free_spaces_series,
    occupancy_series,
)
from analytics.quarters import DAY_MS, QUARTER_MS, QUARTERS, Quarters, empty
from analytics.question import Question, Stream
from analytics.spans import BEGINNING_MS, END_MS, Span
from analytics.weekly import parse
from devices.quality import Flag

ALWAYS = Span(BEGINNING_MS, END_MS)
HOUR_MS = 4 * QUARTER_MS


def free_day(
    points: list[tuple[int, float | None]],
    shut: list[Span],
    hold_h: int = 24,
    doubted: Sequence[int] = (),
) -> tuple[int, Stream]:
    """Return a UTC day (a Tuesday) of a car park: minutes after midnight and free spaces.

    `doubted` names the readings of quality 3.
    """
    day = 20_605
    start = np.array([day * DAY_MS + minute * 60_000 for minute, _ in points], dtype=np.int64)
    readings = Readings(
        start_ms=start,
        duration_ms=np.zeros(len(points), dtype=np.int64),
        value=np.array([np.nan if v is None else v for _, v in points]),
        quality=np.where(np.isin(np.arange(len(points)), doubted), 3, 1).astype(np.uint8),
        disputed=np.zeros(len(points), dtype=bool),
    )
    part = held.Holding(span=ALWAYS, readings=readings, hold_max_ms=hold_h * HOUR_MS)
    known = held.segments([part], (day + 1) * DAY_MS)
    run = held.quarters(day * QUARTERS, QUARTERS, known, [ALWAYS], shut)
    states = pack_days(run, held.ends(day, 1, known))
    return day, Stream(states=states, deployed=[ALWAYS])


def hours_of(day: int, text: str) -> list[Span]:
    date_ = from_ms(day * DAY_MS).date()
    return parse(text).spans(date_, date_, ZoneInfo("UTC"))


def _asked(day: int, bucket: Bucket = Bucket.DAY) -> Question:
    window = Span(day * DAY_MS, (day + 1) * DAY_MS)
    return Question(window=window, bucket=bucket, zone=ZoneInfo("UTC"))


def test_closed_is_neither_full_nor_free() -> None:
    day = 20_605
    shut = [Span(day * DAY_MS, day * DAY_MS + 8 * HOUR_MS)]
    day, free = free_day([(0, 0), (8 * 60, 60)], shut)
    capacity = Capacity(facts=[(ALWAYS, 100)])

    load = car_park_load(free, capacity, _asked(day), None)
    found = occupancy_series(load, _asked(day), hours="24h")

    assert found.value.tolist() == [0.4]
    assert (found.n_expected.tolist(), found.n_valid.tolist()) == ([64], [64])
    assert found.flag.tolist() == [Flag.GOOD]


def test_unknown_is_not_free() -> None:
    day, free = free_day([(0, 20), (20 * 60, None)], [])

    found = occupancy_series(
        car_park_load(free, Capacity(facts=[(ALWAYS, 100)]), _asked(day), None),
        _asked(day),
        hours="24h",
    )

    assert found.value.tolist() == [0.8]
    assert found.coverage.tolist() == [20 / 24]
    assert found.flag.tolist() == [Flag.SUSPECT]


def test_a_doubted_state_flags_every_number_it_holds_in() -> None:
    day, free = free_day([(0, 0), (8 * 60, 60), (20 * 60, 0)], [], doubted=[0])
    capacity, asked = Capacity(facts=[(ALWAYS, 100)]), _asked(day, Bucket.HOUR)

    taken = occupancy_series(car_park_load(free, capacity, asked, None), asked, hours="24h")
    bays = occupancy_series(bays_load([free], Capacity(), asked, None), asked, hours="24h")
    spaces = free_spaces_series(free, capacity, asked)

    expected = [Flag.SUSPECT] * 8 + [Flag.GOOD] * 16
    for found in (taken, bays, spaces):
        assert found.flag.tolist() == expected
        assert found.total is not None
        assert found.total.flag.tolist() == [Flag.SUSPECT]
    assert taken.value.tolist()[0] == 1.0


def test_a_doubted_state_outside_the_hours_doubts_no_mean_over_them() -> None:
    day, free = free_day([(0, 0), (8 * 60, 60)], [], doubted=[0])
    asked = _asked(day)

    load = car_park_load(
        free, Capacity(facts=[(ALWAYS, 100)]), asked, hours_of(day, "Mon-Sat 08-18")
    )

    assert occupancy_series(load, asked, hours="Mon-Sat 08-18").flag.tolist() == [Flag.GOOD]


def test_a_state_holds_no_longer_than_declared() -> None:
    day, free = free_day([(0, 20)], [], hold_h=6)

    found = free_spaces_series(free, Capacity(), _asked(day, Bucket.HOUR))

    assert (~np.isnan(found.value)).sum() == 6
    assert found.details["last"][5] == 20
    assert np.isnan(found.details["last"][6])


def test_a_mean_over_regulated_hours_ignores_the_night() -> None:
    day, free = free_day([(0, 100), (8 * 60, 0), (18 * 60, 100)], [])
    capacity = Capacity(facts=[(ALWAYS, 100)])

    found = occupancy_series(
        car_park_load(free, capacity, _asked(day), hours_of(day, "Mon-Sat 08-18")),
        _asked(day),
        hours="Mon-Sat 08-18",
    )

    assert found.value.tolist() == [1.0]
    assert found.n_expected.tolist() == [40]


def test_a_capacity_correction_needs_no_raw_reading() -> None:
    day, free = free_day([(0, 50)], [])
    asked = _asked(day)
    halves = [
        (Span(BEGINNING_MS, day * DAY_MS + DAY_MS // 2), 100.0),
        (Span(day * DAY_MS + DAY_MS // 2, END_MS), 200.0),
    ]

    load = car_park_load(free, Capacity(facts=halves), asked, None)

    assert occupancy_series(load, asked, hours="24h").value.tolist() == [(50 + 150) / 300]


def test_a_market_takes_the_site_out_of_both_integrals() -> None:
    day, bay = free_day([(0, 1), (6 * 60, 0), (14 * 60, 1)], [])
    asked = _asked(day)
    closure = Closure(every="daily 06:00-14:00", from_date=date(2000, 1, 1))
    capacity = Capacity(closures=windows([closure], asked.window, asked.zone))

    found = occupancy_series(bays_load([bay], capacity, asked, None), asked, hours="24h")

    assert found.value.tolist() == [1.0]
    assert found.n_expected.tolist() == [64]


def test_a_mean_of_a_running_day_is_judged_by_the_time_that_has_come() -> None:
    day, free = free_day([(0, 50), (6 * 60, None)], [])
    capacity = Capacity(facts=[(ALWAYS, 100)])
    asked = _asked(day)
    running = Question(
        window=asked.window,
        bucket=asked.bucket,
        zone=asked.zone,
        until_ms=day * DAY_MS + 7 * HOUR_MS,
    )
    load = car_park_load(free, capacity, asked, None)

    assert np.isnan(occupancy_series(load, asked, hours="24h").value[0])
    assert occupancy_series(load, running, hours="24h").value.tolist() == [0.5]


def test_the_share_of_full_time_and_the_peak_are_exact_at_the_threshold() -> None:
    day, free = free_day([(0, 3), (6 * 60, 4)], [])
    load = car_park_load(free, Capacity(facts=[(ALWAYS, 20)]), _asked(day), None)

    assert peaks.share_full(load) == 0.25
    assert peaks.peak(load) == (17 / 20, day * QUARTERS)


def test_hundreds_of_bays_are_not_laid_out_at_once() -> None:
    month = 31 * QUARTERS
    bays, run_bytes = 300, month * 58  # seven arrays of 8, two of 1

    def laid() -> Iterator[Quarters]:
        for bay in range(bays):
            run = empty(0, month)
            run.expected_ms[:] = run.observed_ms[:] = QUARTER_MS
            run.total[:] = QUARTER_MS * (bay % 4 > 0)
            yield run

    tracemalloc.start()
    try:
        load = occupancy.of_bays(laid(), Capacity(), None)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert occupancy.ratio(load.occupied, load.capacity).tolist() == [0.75] * month
    assert peak < 10 * run_bytes
