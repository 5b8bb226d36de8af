"""Each behaviour at the clock change gives the instants it promises."""

import msgspec
import numpy as np
import pytest

from ingest.recordings.instants import Instants, instants
from ingest.recordings.mapping import ClockChange, TimeForm

HOUR_S = 3_600


def form(
    clock_change: ClockChange, interval_s: int = 900, *, offset: str = "", label: str = "start"
) -> TimeForm:
    return TimeForm(
        columns=["t"],
        format="iso",
        zone="Europe/Berlin",
        clock_change=clock_change,
        offset=offset,
        label="end" if label == "end" else "start",
        interval_s=interval_s,
    )


def read(day: str, times: list[str], wanted: TimeForm) -> Instants:
    local = np.array([f"{day}T{t}" for t in times], dtype="datetime64[us]").astype(np.int64)
    return instants(local, wanted)


def utc(found: Instants) -> list[str]:
    """Return the instants as text, without date."""
    return [str(t)[11:16] for t in found.time_us.astype("datetime64[us]")]


def minutes(found: Instants) -> list[int]:
    return (found.duration_us // 60_000_000).tolist()


AUTUMN, SPRING = "2022-10-30", "2022-03-27"


def test_a_summed_hour_begins_at_midnight_utc_and_lasts_two_hours() -> None:
    times = ["01:45", "02:00", "02:15", "02:30", "02:45", "03:00"]
    found = read(AUTUMN, times, form("summed-hour"))
    assert utc(found) == ["23:45", "00:00", "00:00", "00:00", "00:00", "02:00"]
    assert minutes(found) == [15, 120, 120, 120, 120, 15]
    ((rows, whole),) = found.summed
    assert rows.tolist() == [1, 2, 3, 4]
    assert whole == 4
    assert found.bad == {}


def test_an_hourly_row_of_a_summed_hour_lasts_two_hours() -> None:
    found = read(AUTUMN, ["01:00", "02:00", "03:00"], form("summed-hour", HOUR_S))
    assert utc(found) == ["23:00", "00:00", "02:00"]
    assert minutes(found) == [60, 120, 60]
    assert found.summed == []


def test_a_daily_row_is_as_long_as_its_day() -> None:
    found = read("2022-10-29", ["00:00"], form("summed-hour", 86_400))
    assert minutes(found) == [1440]
    assert minutes(read(AUTUMN, ["00:00"], form("summed-hour", 86_400))) == [1500]
    assert minutes(read(SPRING, ["00:00"], form("summed-hour", 86_400))) == [1380]


def test_end_labels_of_a_summed_hour_name_the_same_readings() -> None:
    ends = ["02:00", "02:15", "02:30", "02:45", "03:00", "03:15"]
    found = read(AUTUMN, ends, form("summed-hour", label="end"))
    assert utc(found) == ["23:45", "00:00", "00:00", "00:00", "00:00", "02:00"]


def test_a_row_of_the_skipped_hour_can_be_read_by_the_clock_of_before() -> None:
    wanted = msgspec.structs.replace(form("summed-hour", HOUR_S), skipped_hour="clock-before")
    found = read(SPRING, ["01:00", "02:00", "04:00"], wanted)
    assert found.bad == {}
    assert utc(found) == ["00:00", "01:00", "02:00"]
    assert minutes(found) == [60, 60, 60]
    both = read(SPRING, ["01:00", "02:00", "03:00"], wanted)
    assert list(both.bad) == [1]
    assert "stands in another row" in both.bad[1]
    assert list(read(SPRING, ["01:00", "02:00"], form("summed-hour", HOUR_S)).bad) == [1]


def test_spring_needs_no_row_for_the_skipped_hour() -> None:
    found = read(SPRING, ["01:45", "03:00"], form("summed-hour"))
    assert utc(found) == ["00:45", "01:00"]
    assert minutes(found) == [15, 15]
    assert found.bad == {}


def test_a_row_in_the_skipped_hour_is_refused() -> None:
    for behaviour in ("summed-hour", "fold-by-order", "absent"):
        found = read(SPRING, ["01:45", "02:00", "03:00"], form(behaviour))
        assert list(found.bad) == [1]
        assert "skipped" in found.bad[1]


def test_a_summed_file_that_holds_the_hour_twice_is_refused() -> None:
    found = read(AUTUMN, ["02:00", "02:30", "02:00", "02:30"], form("summed-hour"))
    assert list(found.bad) == [0, 1, 2, 3]


def test_the_order_of_rows_tells_the_two_hours_apart() -> None:
    found = read(
        AUTUMN, ["01:45", "02:00", "02:30", "02:00", "02:30", "03:00"], form("fold-by-order")
    )
    assert utc(found) == ["23:45", "00:00", "00:30", "01:00", "01:30", "02:00"]
    assert found.bad == {}


def test_a_repeated_row_is_not_a_second_hour() -> None:
    times = ["01:55", "02:00", "02:10", "02:10", "02:20", "02:00", "02:10", "03:00"]
    found = read(AUTUMN, times, form("fold-by-order", 300))
    assert utc(found) == ["23:55", "00:00", "00:10", "00:10", "00:20", "01:00", "01:10", "02:00"]


def test_hourly_rows_that_repeat_one_time_are_two_hours() -> None:
    found = read(AUTUMN, ["01:00", "02:00", "02:00", "03:00"], form("fold-by-order", HOUR_S))
    assert utc(found) == ["23:00", "00:00", "01:00", "02:00"]


def test_a_recording_that_ends_within_the_doubled_hour_is_the_first() -> None:
    assert utc(read(AUTUMN, ["01:45", "02:00", "02:15"], form("fold-by-order"))) == [
        "23:45",
        "00:00",
        "00:15",
    ]


def test_a_recording_that_begins_within_the_doubled_hour_is_the_second() -> None:
    assert utc(read(AUTUMN, ["02:45", "03:00"], form("fold-by-order"))) == ["01:45", "02:00"]


def test_an_outage_between_the_two_hours_parts_them() -> None:
    times = ["01:55", "02:00", "02:05", "02:50", "02:55", "03:00"]
    found = read(AUTUMN, times, form("fold-by-order", 300))
    assert utc(found) == ["23:55", "00:00", "00:05", "01:50", "01:55", "02:00"]


@pytest.mark.parametrize("times", [["02:30"], ["01:45", "02:00", "02:30", "03:00"]])
def test_what_the_order_cannot_tell_is_refused(times: list[str]) -> None:
    found = read(AUTUMN, times, form("fold-by-order"))
    assert found.bad
    assert all("does not tell" in reason for reason in found.bad.values())


def test_an_ordinary_day_that_steps_back_is_read_as_it_stands() -> None:
    found = read("2025-01-12", ["06:30", "05:45", "06:00"], form("fold-by-order", 300))
    assert utc(found) == ["05:30", "04:45", "05:00"]


def test_an_absent_hour_is_refused_where_it_stands() -> None:
    assert list(read(AUTUMN, ["01:45", "02:00"], form("absent")).bad) == [1]
    assert read(AUTUMN, ["01:45", "03:00"], form("absent")).bad == {}


def test_utc_and_fixed_offsets_know_no_clock_change() -> None:
    times = ["01:45", "02:00", "02:15"]
    assert utc(read(AUTUMN, times, form("utc"))) == ["01:45", "02:00", "02:15"]
    fixed = form("fixed-offset", offset="+01:00")
    assert utc(read(AUTUMN, times, fixed)) == ["00:45", "01:00", "01:15"]
    assert utc(read(SPRING, times, fixed)) == ["00:45", "01:00", "01:15"]


def test_an_end_label_names_the_interval_before_it() -> None:
    assert utc(read("2022-06-01", ["00:15"], form("utc", label="end"))) == ["00:00"]
    assert utc(read("2022-06-01", ["00:15"], form("fold-by-order", label="end"))) == ["22:00"]
