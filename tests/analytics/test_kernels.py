"""The promises of the pure kernels, on small arrays that can be checked by hand."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import day_state, held, occupancy, volume
from analytics.civil import Bucket, bucket_span, buckets, day_start_ms, from_ms
from analytics.closures import Closure, windows
from analytics.day_state import DayState, pack_days, stack, unpack
from analytics.fold import fold
from analytics.intervals import Deployed, Readings
from analytics.intervals import quarters as interval_quarters
from analytics.occupancy import Capacity
from analytics.quarters import DAY_MS, QUARTER_MS, QUARTERS, Quarters
from analytics.question import Question, Stream
from analytics.series import (
    bays_load,
    car_park_load,
    free_spaces_series,
    occupancy_series,
    volume_series,
)
from analytics.spans import BEGINNING_MS, END_MS, Span, covered_ms
from analytics.weekly import HoursError, parse
from devices.quality import Flag
from devices.reading import DURATION_MAX_MS

BERLIN = ZoneInfo("Europe/Berlin")
ALWAYS = Span(BEGINNING_MS, END_MS)
HOUR_MS = 4 * QUARTER_MS


def counts(rows: list[tuple[int, int, float]], quality: int = 1) -> Readings:
    """Return readings of (start, duration, count), in ms."""
    start, duration, value = zip(*rows, strict=True)
    return Readings(
        start_ms=np.array(start, dtype=np.int64),
        duration_ms=np.array(duration, dtype=np.int64),
        value=np.array(value, dtype=np.float64),
        quality=np.full(len(rows), quality, dtype=np.uint8),
        disputed=np.zeros(len(rows), dtype=bool),
    )


def counted(rows: list[tuple[int, int, float]], count: int, span: Span = ALWAYS) -> Quarters:
    return interval_quarters(0, count, [Deployed(span=span, readings=counts(rows))])


@given(st.integers(0, 10**6), st.integers(1, 40 * DAY_MS // 1000), st.integers(0, QUARTER_MS - 1))
def test_the_parts_of_a_count_add_up(count: int, length_s: int, offset: int) -> None:
    duration = min(length_s * 1000, DURATION_MAX_MS)
    run = counted([(offset, duration, count)], 36 * QUARTERS)

    assert run.total.sum() == count
    assert run.observed_ms.sum() == duration
    assert (run.total == np.floor(run.total)).all()


@given(st.integers(0, 10_000), st.integers(0, 2 * HOUR_MS))
def test_a_move_splits_a_count_without_loss(count: int, at: int) -> None:
    readings = counts([(0, 2 * HOUR_MS, count)])
    before = interval_quarters(0, 8, [Deployed(span=Span(-1, at), readings=readings)])
    after = interval_quarters(0, 8, [Deployed(span=Span(at, END_MS), readings=readings)])

    assert before.total.sum() + after.total.sum() == count


def test_an_hour_of_a_clock_change_is_one_reading_of_two_hours() -> None:
    run = counted([(0, 2 * HOUR_MS, 17)], 8)

    hours = fold(volume.cross_section([run]), np.array([0, 4, 8]))
    both = fold(volume.cross_section([run]), np.array([0, 8]))

    assert np.isnan(volume.values(hours)).all()  # finer than what was counted
    assert volume.values(both).tolist() == [17]
    assert both.flag().tolist() == [Flag.GOOD]


def test_a_reading_that_overlaps_an_earlier_one_is_not_counted() -> None:
    run = counted([(0, HOUR_MS, 8), (3 * QUARTER_MS, HOUR_MS, 100)], 8)

    assert run.total.sum() == 8
    assert run.flag.tolist() == [1, 1, 1, 3, 3, 3, 3, 9]


def test_a_refused_reading_is_not_counted_and_an_absent_one_is_missing() -> None:
    part = Deployed(span=ALWAYS, readings=counts([(0, QUARTER_MS, 5)], quality=Flag.FAIL))

    run = interval_quarters(0, 2, [part])

    assert run.total.tolist() == [0, 0]
    assert run.flag.tolist() == [Flag.FAIL, Flag.MISSING]


def test_a_null_count_is_missing_and_never_zero() -> None:
    run = counted([(0, QUARTER_MS, np.nan), (QUARTER_MS, QUARTER_MS, 0)], 2)

    assert volume.values(fold(run, np.arange(3))).tolist()[1] == 0
    assert np.isnan(volume.values(fold(run, np.arange(3)))[0])


def test_calibration_applies_to_its_deployment_only() -> None:
    readings = counts([(0, QUARTER_MS, 10), (QUARTER_MS, QUARTER_MS, 10)])
    parts = [
        Deployed(span=Span(0, QUARTER_MS), readings=readings),
        Deployed(span=Span(QUARTER_MS, END_MS), readings=readings, factor=1.5),
    ]

    assert interval_quarters(0, 2, parts).total.tolist() == [10, 15]


def test_a_state_that_is_packed_is_read_back_the_same() -> None:
    state = DayState(day=20_000, quarters=_day_of([(3, 7)], 20_000), last_value=7.0, last_ms=5)

    again = unpack(20_000, state.pack())

    assert again == state
    assert again.pack() == state.pack()
    assert again.quarters.total.sum() == 7


def test_a_state_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="derive the day again"):
        unpack(0, b"\x63nonsense")


def test_days_are_laid_where_they_belong_and_others_stay_empty() -> None:
    states = {day: DayState(day=day, quarters=_day_of([(0, day)], day)).pack() for day in (1, 3)}

    run = stack(QUARTERS, 3 * QUARTERS, states)

    assert run.total[[0, QUARTERS, 2 * QUARTERS]].tolist() == [1, 0, 3]
    assert run.flag[QUARTERS] == Flag.MISSING


def _day_of(rows: list[tuple[int, float]], day: int) -> Quarters:
    """Return a day with counts in some quarters."""
    first = day * QUARTERS
    readings = counts([((first + q) * QUARTER_MS, QUARTER_MS, n) for q, n in rows])
    return interval_quarters(first, QUARTERS, [Deployed(span=ALWAYS, readings=readings)])


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-03-29", 92), ("2026-10-25", 100), ("2026-06-01", 96)]
)
@pytest.mark.parametrize("per_hour", [4, 1])
def test_a_local_day_expects_as_many_intervals_as_it_has(
    day: str, expected: int, per_hour: int
) -> None:
    span = bucket_span(date.fromisoformat(day), Bucket.DAY, BERLIN)
    stream = Stream(states={}, deployed=[ALWAYS], nominal_ms=HOUR_MS // per_hour)

    found = volume_series([stream], Question(window=span, bucket=Bucket.DAY, zone=BERLIN))

    assert found.n_expected.tolist() == [expected * per_hour // 4]
    assert np.isnan(found.value[0])
    assert found.flag.tolist() == [Flag.MISSING]


def test_a_cross_section_is_never_a_partial_sum() -> None:
    left = counted([(0, QUARTER_MS, 4), (QUARTER_MS, QUARTER_MS, 4)], 2)
    right = counted([(0, QUARTER_MS, 3)], 2)

    run = volume.cross_section([left, right])

    assert run.total.tolist() == [7, 0]
    assert run.observed_ms.tolist() == [QUARTER_MS, 0]
    whole = fold(run, np.array([0, 2]))
    assert np.isnan(volume.values(whole)[0])  # half of it is known: too little
    assert whole.flag().tolist() == [Flag.SUSPECT]


def test_a_part_that_is_not_deployed_is_not_asked() -> None:
    left = counted([(0, QUARTER_MS, 4), (QUARTER_MS, QUARTER_MS, 4)], 2)
    right = counted([(QUARTER_MS, QUARTER_MS, 3)], 2, Span(QUARTER_MS, END_MS))

    assert volume.cross_section([left, right]).total.tolist() == [4, 7]


def test_a_day_is_the_sum_of_what_is_known_and_says_how_much_that_is() -> None:
    day = 20_600
    state = DayState(day=day, quarters=_day_of([(40, 5), (41, 6)], day)).pack()
    window = Span(day * DAY_MS, (day + 1) * DAY_MS)
    stream = Stream(states={day: state}, deployed=[ALWAYS])

    found = volume_series(
        [stream], Question(window=window, bucket=Bucket.DAY, zone=ZoneInfo("UTC"))
    )

    assert found.value.tolist() == [11]
    assert (found.n_valid.tolist(), found.n_expected.tolist()) == ([2], [96])
    assert found.coverage.tolist() == [2 / 96]
    assert found.flag.tolist() == [Flag.SUSPECT]
    assert found.total is not None
    assert found.total.value.tolist() == [11]


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

    assert occupancy.share_full(load) == 0.25
    assert occupancy.peak(load) == (17 / 20, day * QUARTERS)


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


ALWAYS_2026 = Span(day_start_ms(date(2026, 1, 1), BERLIN), day_start_ms(date(2027, 1, 1), BERLIN))


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


def test_a_sensor_year_folds_in_milliseconds() -> None:
    states = {
        day: DayState(day=day, quarters=_day_of([(q, q) for q in range(QUARTERS)], day)).pack()
        for day in range(20_000, 20_366)
    }
    window = Span(20_000 * DAY_MS, 20_366 * DAY_MS)
    stream = Stream(states=states, deployed=[ALWAYS])

    found = volume_series([stream], Question(window=window, bucket=Bucket.DAY, zone=BERLIN))

    assert found.total is not None
    assert found.total.value[0] == 366 * sum(range(QUARTERS))
    assert day_state.VERSION == 1
