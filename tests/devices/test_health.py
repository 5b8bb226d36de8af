"""How a device does: each state at its limits, the battery's end, and a gateway's fault."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from devices import gateways
from devices.battery import Battery, ending
from devices.health import Facts, State, judge
from devices.timekeeping import Arrival

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WELL = Facts(
    device="bay-17",
    model="m",
    expected=True,
    since=NOW - timedelta(days=100),
    heartbeat_s=3_600,
    heard_at=NOW - timedelta(minutes=5),
)
LATE = timedelta(hours=1, seconds=1)
SILENT = timedelta(hours=2, seconds=1)


@pytest.mark.parametrize(
    ("silence", "state"),
    [
        (timedelta(hours=1), State.OK),
        (LATE, State.LATE),
        (timedelta(hours=2), State.LATE),
        (SILENT, State.SILENT),
    ],
)
def test_silence_is_measured_by_what_the_model_promises(silence: timedelta, state: State) -> None:
    health = judge(replace(WELL, heard_at=NOW - silence), NOW)

    assert health.state is state
    assert health.silence_s == silence.total_seconds()
    once_a_day = replace(WELL, heard_at=NOW - silence, heartbeat_s=86_400)
    assert judge(once_a_day, NOW).state is State.OK


def test_who_need_not_speak_is_never_silent() -> None:
    away = replace(WELL, heard_at=NOW - timedelta(days=99))
    assert judge(replace(away, expected=False), NOW).state is State.OK
    assert judge(replace(away, heartbeat_s=None), NOW).state is State.OK


def test_who_was_never_heard_is_silent_once_he_should_have_been() -> None:
    never = replace(WELL, heard_at=None)
    assert judge(replace(never, since=NOW - timedelta(minutes=59)), NOW).state is State.OK
    assert judge(replace(never, since=NOW - LATE), NOW).words == ("not heard yet",)
    assert judge(replace(never, since=NOW - SILENT), NOW).words == ("never heard",)


def arrivals(*delays_s: float, apart: timedelta = timedelta(minutes=15)) -> list[Arrival]:
    """Return arrivals, the newest first, so late each."""
    return [Arrival(received=NOW - n * apart, delay_s=late) for n, late in enumerate(delays_s)]


def backlog(count: int, *, measured: timedelta, sent: timedelta) -> list[Arrival]:
    """Return what was measured at one pace and, after an hour's outage, sent at another."""
    return [
        Arrival(received=NOW - n * sent, delay_s=3_600 + n * (measured - sent).total_seconds())
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("came", "state"),
    [
        ([], State.OK),
        (arrivals(2.0, 7_200.0, 3.0), State.OK),  # one that came late, stored and forwarded
        (arrivals(300.0, 300.0, 300.0), State.OK),
        (arrivals(301.0, 361.0, 301.0), State.CLOCK_WRONG),
        (arrivals(301.0, 362.0, 301.0), State.OK),
        (arrivals(3_600.0, 3_601.0), State.OK),  # two are no evidence yet
        (arrivals(3_601.0, 9_999.0, 3_600.0, 3_602.0), State.CLOCK_WRONG),  # one was stored as well
        (arrivals(3_600.0, 3_601.0, 3_600.0, 3_601.0, 2.0, 2.0), State.CLOCK_WRONG),  # since today
        (arrivals(2.0, 3_600.0, 3_601.0, 3_600.0), State.OK),  # set right
        (arrivals(*[3_600.0] * 90, apart=timedelta(seconds=10)), State.CLOCK_WRONG),
        (arrivals(*[3_600.0] * 30, apart=timedelta(seconds=1)), State.OK),  # at once
        (backlog(96, measured=timedelta(minutes=15), sent=timedelta(seconds=0.1)), State.OK),
        (backlog(96, measured=timedelta(minutes=15), sent=timedelta(minutes=5)), State.OK),
        (backlog(96, measured=timedelta(minutes=1), sent=timedelta(seconds=1)), State.OK),
        (arrivals(-60.0), State.OK),
        (arrivals(-61.0, 2.0), State.CLOCK_WRONG),
    ],
)
def test_a_clock_is_behind_when_messages_of_different_times_are_equally_late(
    came: list[Arrival], state: State
) -> None:
    assert judge(replace(WELL, arrivals=came), NOW).state is state


def test_how_far_a_clock_is_off_is_not_told_where_readings_are_merely_late() -> None:
    late = judge(replace(WELL, arrivals=arrivals(86_400.0, 87_300.0)), NOW)
    assert (late.words, late.clock_offset_s) == ((), None)
    quick = judge(replace(WELL, arrivals=arrivals(86_400.0, 2.5)), NOW)
    assert quick.clock_offset_s == 2.5


def test_a_clock_whose_times_are_refused_is_wrong_until_it_has_long_been_well() -> None:
    refused = replace(WELL, clock_refused_at=NOW - timedelta(minutes=1))
    assert judge(refused, NOW).state is State.CLOCK_WRONG
    assert judge(refused, NOW + timedelta(hours=3)).states != (State.CLOCK_WRONG,)
    mended = replace(WELL, clock_refused_at=NOW - timedelta(hours=3))
    assert judge(mended, NOW).state is State.OK


def test_the_gravest_state_is_told_first_and_none_is_left_out() -> None:
    battery = Battery(readings=[(NOW, 2.2)], unit="V", low=2.2)
    sick = replace(WELL, heard_at=NOW - SILENT, arrivals=arrivals(-500.0), battery=battery)

    health = judge(sick, NOW)

    assert health.states == (State.SILENT, State.CLOCK_WRONG, State.LOW_BATTERY)
    assert health.words == (
        "silent for 2 h, its model speaks at least every 1 h",
        "its clock is 8 min 20 s ahead",
        "its battery is low: 2.2 V (low from 2.2 on)",
    )


def test_loss_is_the_share_of_numbers_that_never_came() -> None:
    assert judge(replace(WELL, frames=95, lost=5), NOW).loss == 0.05
    assert judge(WELL, NOW).loss is None


def falling(*values: float, every: timedelta = timedelta(days=7)) -> Battery:
    begin = NOW - every * (len(values) - 1)
    readings = [(begin + every * n, value) for n, value in enumerate(values)]
    return Battery(readings=readings, unit="%", low=15.0)


def test_a_battery_ends_where_its_line_meets_the_limit() -> None:
    assert ending(falling(100, 99, 98, 97, 96, 95)) == NOW + timedelta(days=7 * 80)
    assert ending(falling(20, 18, 16, 14, 12)) == NOW - timedelta(days=5, hours=6) * 2


def test_a_changed_battery_begins_a_new_line() -> None:
    old = [30.0, 25.0, 20.0, 15.0, 10.0]
    assert ending(falling(*old, 100, 99, 98, 97, 96)) == NOW + timedelta(days=7 * 81)
    assert ending(falling(*old, 100, 99)) is None


@pytest.mark.parametrize(
    "battery",
    [
        falling(100, 99, 98, 97),
        falling(100, 99, 98, 97, 96, every=timedelta(days=3)),
        falling(96, 96, 96, 96, 96),
        falling(96, 97, 98, 99, 100),
        falling(100, 96, 99, 97, 100, 96, 99),
        falling(100, 99.99, 99.98, 99.97, 99.96),
        replace(falling(100, 99, 98, 97, 96), low=None),
    ],
    ids=["few", "short", "flat", "rising", "scattered", "in decades", "no limit"],
)
def test_where_nothing_can_be_told_no_date_is_told(battery: Battery) -> None:
    assert ending(battery) is None


def behind(gateway: str, states: str) -> list[Facts]:
    """Return devices behind a gateway; s: silent, o: well."""
    return [
        replace(
            WELL,
            device=f"{gateway}-{number}",
            gateways=[gateway, "far"],
            heard_at=NOW - (SILENT if state == "s" else LATE / 2),
        )
        for number, state in enumerate(states)
    ]


def test_many_silent_behind_one_gateway_are_one_fault() -> None:
    facts = behind("north", "sssso") + behind("south", "sssoo") + behind("east", "ss")
    judged = [judge(one, NOW) for one in facts]

    [fault] = gateways.faults(judged)

    assert (fault.gateway, fault.behind) == ("north", 5)
    assert fault.silent == ("north-0", "north-1", "north-2", "north-3")
    assert fault.since == NOW - SILENT
    assert "4 of 5 devices behind it are silent since 2026-11-22 09:59Z" in fault.words()
