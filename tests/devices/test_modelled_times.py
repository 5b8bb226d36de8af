"""When a reading was measured, by what the frame says of time."""

from typing import Any

import pytest

from devices.modelled import said
from tests.devices.channels import COUNT, FRAME_US, channel, model, values


@pytest.mark.parametrize(
    ("lines", "fields", "starts_s", "length_s"),
    [
        (("interval_s = 300",), {}, -300, 300),
        (('interval_s = "reporting"',), {}, -600, 600),
        (("interval_s = 300", 'label = "start"'), {}, 0, 300),
        (('interval_field = "ud_time"', 'interval_unit = "ms"'), {"ud_time": 60_000}, -60, 60),
        (("interval_s = 300", 'time_field = "at"'), {"at": 1_700_000_000}, None, 300),
    ],
)
def test_a_count_begins_where_its_interval_begins(
    lines: tuple[str, ...], fields: dict[str, Any], starts_s: int | None, length_s: float
) -> None:
    counter = model(channel("n", "count", "n", COUNT, *lines))

    (found,) = said(counter, {"n": 4, **fields}, 1)

    assert found.duration_s == length_s
    expected = (
        (1_700_000_000 - 300) * 1_000_000 if starts_s is None else FRAME_US + starts_s * 1_000_000
    )
    assert found.starts_us(FRAME_US) == expected


@pytest.mark.parametrize("length", [None, 0, -5, 1e300])
def test_a_count_over_no_time_is_no_count(length: float | None) -> None:
    counter = model(channel("n", "count", "n", COUNT, 'interval_field = "length"'))

    (found,) = said(counter, {"n": 4, "length": length}, 1)

    assert "over how long it counts stands in length" in found.problem


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (('time_unit = "s"',), 1_700_000_000),
        (('time_unit = "s"',), "1700000000"),
        (('time_unit = "ms"',), 1_700_000_000_000),
        (('time_unit = "iso"',), "2023-11-14T22:13:20Z"),
        (('time_unit = "iso"', 'time_zone = "+01:00"'), "2023-11-14 23:13:20"),
        (
            ('time_unit = "parts"', 'time_zone = "Z"'),
            {
                "year": 2023,
                "month": "November",
                "day": 14,
                "hours": 22,
                "minutes": 13,
                "seconds": 20,
            },
        ),
    ],
)
def test_a_devices_own_time_is_read_as_it_writes_it(lines: tuple[str, ...], told: object) -> None:
    timed = model(channel("t", "air_temperature", "temp", 'time_field = "at"', *lines))

    (found,) = said(timed, {"temp": 1, "at": told}, 1)

    assert found.time_us == 1_700_000_000_000_000


@pytest.mark.parametrize("told", [None, 0, "", 5])
def test_a_clock_that_was_never_set_leaves_the_time_of_the_frame(told: object) -> None:
    timed = model(channel("t", "air_temperature", "temp", 'time_field = "at"'))

    (found,) = said(timed, {"temp": 1, "at": told}, 1)

    assert found.time_us is None
    assert found.problem == ""


def test_history_is_one_reading_an_element_each_at_its_own_time() -> None:
    history = model(
        channel("n", "count_total", "history[].in", COUNT, 'time_field = "history[].t"')
    )

    found = said(
        history,
        {"history": [{"in": 3, "t": 1_700_000_000}, {"in": 5, "t": 1_700_000_600}, {"in": 7}]},
        1,
    )

    assert [(one.value, one.time_us) for one in found[:2]] == [
        (3, 1_700_000_000_000_000),
        (5, 1_700_000_600_000_000),
    ]
    assert "its time is None" in found[2].problem


@pytest.mark.parametrize(
    ("newest", "before"), [("first", [0, 600, 1200]), ("last", [1200, 600, 0])]
)
def test_samples_without_times_are_steps_apart(newest: str, before: list[float]) -> None:
    steps = model(channel("t", "air_temperature", "temp[]", "step_s = 600", f'newest = "{newest}"'))

    found = said(steps, {"temp": [1, 2, 3]}, 1)

    assert [one.before_s for one in found] == before
    assert values(found) == [1, 2, 3]
