"""Each fault does what the README says of it, on the device it befalls."""

import itertools
import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import pytest

from firmware_sim.faults import KINDS, Trouble
from firmware_sim.fleet import Fleet
from firmware_sim.fleet_file import load
from firmware_sim.outgoing import Nature, Outgoing
from firmware_sim.payload import Measurement, encode
from firmware_sim.schedule import Schedule
from firmware_sim.troubled import Faults
from tests.firmware_sim.conftest import HOUR_US, NOW_US
from tests.firmware_sim.test_demand import place

SECOND_US = 1_000_000


def faults(*injected: Trouble, started_us: int = 0) -> Faults:
    return Faults(injected, key="1/bike/fault", started_us=started_us, place=place())


def counted(values: Sequence[int], channel: str = "bicycles-a") -> list[Measurement]:
    return [
        Measurement(
            channel=channel,
            time_us=n * 900 * SECOND_US,
            due_us=(n + 1) * 900 * SECOND_US,
            value=value,
            duration_ms=900_000,
        )
        for n, value in enumerate(values)
    ]


def sent(fault: Trouble, count: int = 1_000) -> list[tuple[int, Outgoing]]:
    injected = faults(fault)
    out: list[tuple[int, Outgoing]] = []
    for seq in range(count):
        said = (Measurement(channel="no2", time_us=seq, due_us=seq, value=seq % 7),)
        message = Outgoing(
            device="bike",
            topic="mobility/v1/telgte/bike/up",
            payload=encode("b", seq, said),
            boot="b",
            seq=seq,
            measurements=said,
            made_us=seq * 10 * SECOND_US,
        )
        out += injected.delay(seq * 10 * SECOND_US, message)
    return sorted(out, key=lambda due: due[0])


def test_a_fault_holds_in_its_window_only() -> None:
    fault = KINDS["dead"](after_s=1_800, until_s=3_600)

    said = list(faults(fault).spoil(counted(range(8))))

    assert [m.value for m in said] == [0, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(("says", "values"), [("nothing", [5, 5, 5]), ("zero", [5, 0, 5, 0, 5, 0])])
def test_a_dead_direction_leaves_the_other_alone(says: str, values: list[int]) -> None:
    both = [m for pair in zip(counted([5] * 3), counted([5] * 3, "bicycles-b"), strict=True)
            for m in pair]  # fmt: skip

    said = list(faults(KINDS["dead_direction"](direction="b", says=says)).spoil(both))

    assert [m.value for m in said] == values


def test_swapped_directions_change_places_whatever_they_are_called() -> None:
    names = ["bicycles-a", "cars-ltr-speed", "line-1-in", "battery"]
    honest = [m for name in names for m in counted([1], name)]

    said = list(faults(KINDS["swapped"]()).spoil(honest))

    assert [m.channel for m in said] == ["bicycles-b", "cars-rtl-speed", "line-1-out", "battery"]


def test_a_register_that_wraps_unexpectedly_counts_below_zero_once() -> None:
    said = list(faults(KINDS["rollover"](bits=16, before=25)).spoil(counted([10] * 6)))

    assert [m.value for m in said] == [10, 10, 10 - 65_536, 10, 10, 10]


def test_a_total_that_wraps_stays_a_total() -> None:
    totals = [
        Measurement(channel="line-1-in", time_us=n, due_us=n, value=n * 10, is_total=True)
        for n in range(4)
    ]

    said = list(faults(KINDS["rollover"](bits=32, before=15)).spoil(totals))

    assert [m.value for m in said] == [2**32 - 15, 2**32 - 5, 5, 15]


def test_spikes_are_rare_and_high() -> None:
    said = list(faults(KINDS["spikes"](share=0.1, factor=50)).spoil(counted([4] * 1_000)))

    spikes = [m for m in said if m.value == 200]
    assert 60 < len(spikes) < 140
    assert {m.value for m in said} == {4, 200}


def test_a_clock_drifts_by_so_many_seconds_a_day() -> None:
    honest = counted([1] * 97)

    said = list(faults(KINDS["clock"](offset_s=5, drift_s_per_day=48)).spoil(honest))

    wrong_s = [(m.time_us - h.time_us) / SECOND_US for m, h in zip(said, honest, strict=True)]
    assert wrong_s[0] == 5.5
    assert wrong_s[95] == pytest.approx(53)


@pytest.mark.parametrize(("writes", "ending"), [("Z", "01:00:00Z"), ("nothing", "01:00:00")])
def test_a_wrong_zone_writes_the_town_s_wall_clock(writes: str, ending: str) -> None:
    said = list(faults(KINDS["wrong_zone"](writes=writes)).spoil(counted([1])))

    (entry,) = json.loads(encode("b", 0, said))["readings"]
    assert entry["time"] == f"1970-01-01T{ending}"


def test_what_is_lost_is_never_sent_and_more_tries_lose_less() -> None:
    once, thrice = (sent(KINDS["loss"](share=0.3, tries=tries)) for tries in (1, 3))

    def lost(messages: list[tuple[int, Outgoing]]) -> int:
        return sum(message.nature is Nature.LOST for _, message in messages)

    assert 250 < lost(once) < 350
    assert 10 < lost(thrice) < 50
    waited = {
        (due_us - message.made_us) // SECOND_US
        for due_us, message in thrice
        if message.nature is Nature.HONEST
    }
    assert waited == {0, 2, 6}


def test_a_small_memory_keeps_the_first_of_an_outage() -> None:
    messages = sent(KINDS["late"](every_s=3_600, for_s=600, keeps=20), count=360)

    held = [m for due_us, m in messages if due_us == 600 * SECOND_US and m.seq < 60]
    assert [m.seq for m in held if m.nature is Nature.HONEST] == list(range(20))
    assert {m.seq for _, m in messages if m.nature is Nature.LOST} == set(range(20, 60))


def test_a_corrupt_message_is_never_json() -> None:
    messages = [m for _, m in sent(KINDS["corrupt"](share=0.5))]
    corrupt = [m for m in messages if m.nature is Nature.CORRUPT]

    assert 400 < len(corrupt) < 600
    for message in corrupt:
        with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
            json.loads(message.payload.decode())


def test_a_hostile_publisher_takes_every_form_in_turn_and_changes_no_message() -> None:
    messages = [m for _, m in sent(KINDS["hostile"](share=0.2))]
    hostile = [m for m in messages if m.nature is Nature.HOSTILE]

    honest = [m.seq for m in messages if m.nature is Nature.HONEST]
    assert sorted(honest) == list(range(1_000))
    refused = [m.refused for m in hostile[:6]]
    assert refused == [
        "device_mismatch",
        "unknown_device",
        "unreadable",
        "too_many_readings",
        None,
        None,
    ]
    assert all(len(m.payload) < 262_144 for m in hostile)
    forged = json.loads(hostile[5].payload)["readings"][0]
    assert forged["value"] not in {m.measurements[0].value for m in messages if m.measurements
                                   and m.measurements[0].time_us == 0}  # fmt: skip


def test_a_battery_sags_and_then_there_is_silence() -> None:
    honest = [
        Measurement(channel="battery", time_us=t, due_us=t, value=3.5)
        for t in range(0, 100 * SECOND_US, 10 * SECOND_US)
    ]

    said = list(faults(KINDS["battery"](drains_s=60)).spoil(honest))

    volts = [m.value or 0 for m in said]
    assert len(volts) == 6
    assert all(a > b for a, b in itertools.pairwise(volts))


FLEET = """
id = "f"
name = "F"
municipality = "telgte"
[[site]]
id = "s"
name = "S"
kind = "parking_zone"
lat = 52
lon = 7.8
capacity = 2
[[site.device]]
id = "one"
model = "wegwarte-bay-1"
{one}
[[site.device]]
id = "two"
model = "wegwarte-bay-1"
[[site.device]]
id = "bike"
model = "wegwarte-bicycle-counter-1"
{bike}
"""


def _day(tmp_path: Path, *, one: str = "", bike: str = "") -> tuple[Fleet, list[Outgoing]]:
    file = tmp_path / "f.toml"
    file.write_text(FLEET.format(one=one, bike=bike))
    fleet = load(file)
    schedule = Schedule(fleet, municipality="telgte", seed=1, started_us=NOW_US - 24 * HOUR_US)
    return fleet, schedule.until(NOW_US)


def _states(messages: list[Outgoing], device: str) -> list[tuple[int, float | None]]:
    return [
        (said.time_us, said.value)
        for message in messages
        if message.device == device
        for said in message.measurements
        if said.channel == "bay"
    ]


def test_a_flapping_magnetometer_takes_back_what_it_says(tmp_path: Path) -> None:
    _, sound = _day(tmp_path)
    flap = 'faults = [{ kind = "flapping", every_s = 60, share = 0.5, until_s = 3600 }]'
    _, messages = _day(tmp_path, one=flap)

    flapping = _states(messages, "one")
    assert 40 < len(flapping) - len(_states(sound, "one")) < 80
    assert _states(messages, "two") == _states(sound, "two")


def test_a_car_across_two_bays_is_seen_by_both(tmp_path: Path) -> None:
    across = 'faults = [{ kind = "straddle", neighbour = "two", share = 1.0 }]'
    _, sound = _day(tmp_path)
    _, messages = _day(tmp_path, one=across)

    one, two = _states(sound, "one"), _states(sound, "two")
    seen = _states(messages, "one")
    assert len(seen) > len(one)
    for time_us, value in seen:
        assert value == max(_at(one, time_us), _at(two, time_us))


def _at(changes: list[tuple[int, float | None]], time_us: int) -> float:
    """Return the newest state at an instant."""
    return next(value or 0 for when, value in reversed(changes) if when <= time_us)


def test_a_reboot_begins_a_new_numbering_and_loses_what_was_being_counted(
    tmp_path: Path,
) -> None:
    _, sound = _day(tmp_path)
    _, messages = _day(tmp_path, bike='faults = [{ kind = "reboot", every_s = 30000 }]')

    mine = [m for m in messages if m.device == "bike"]
    boots = list(dict.fromkeys(m.boot for m in mine))
    assert len(boots) == 3
    for boot in boots:
        numbers = [m.seq for m in mine if m.boot == boot and m.seq >= 0]
        assert numbers == list(range(len(numbers)))

    def counts(of: list[Outgoing]) -> set[int]:
        return {
            said.time_us
            for message in of
            if message.device == "bike"
            for said in message.measurements
            if said.channel == "bicycles-a"
        }

    assert len(counts(sound) - counts(messages)) == 2
    assert counts(messages) < counts(sound)


def test_every_fault_says_what_it_does() -> None:
    for kind, fault in KINDS.items():
        assert fault.__doc__, kind
        assert {"after_s", "until_s", "kind"} <= {field.name for field in fields(fault)}


@pytest.mark.parametrize("order", [1, -1])
def test_only_what_was_sent_is_repeated_whatever_stands_first(order: int) -> None:
    injected = [
        KINDS["duplicate"](share=0.5),
        KINDS["corrupt"](share=0.5),
        KINDS["loss"](share=0.3),
    ]
    device = faults(*injected[::order])
    messages = [
        message
        for seq in range(200)
        for _, message in device.delay(
            seq,
            Outgoing(device="d", topic="mobility/v1/t/d/up", payload=b'{"v":1}', boot="b", seq=seq),
        )
    ]

    copies = {m.seq for m in messages if m.nature is Nature.COPY}
    assert copies
    assert copies <= {m.seq for m in messages if m.nature is Nature.HONEST}
