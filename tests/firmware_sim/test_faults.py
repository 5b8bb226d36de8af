"""Each fault does what the README says of it, and nothing else."""

import itertools
from collections import Counter

import pytest

from firmware_sim.faults import KINDS, Trouble
from firmware_sim.outgoing import Nature, Outgoing
from firmware_sim.payload import Measurement
from firmware_sim.troubled import Faults

SECOND_US = 1_000_000


def _faults(fault: Trouble) -> Faults:
    return Faults([fault], key="1/bay/fault", started_us=0)


def _measured(seconds: range) -> list[Measurement]:
    return [
        Measurement(channel="no2", time_us=s * SECOND_US, due_us=s * SECOND_US, value=s)
        for s in seconds
    ]


def _messages(count: int) -> list[tuple[int, Outgoing]]:
    return [
        (
            seq * 10 * SECOND_US,
            Outgoing(device="bay", topic="t", payload=b"", boot="b", seq=seq),
        )
        for seq in range(count)
    ]


def _sent(fault: Trouble, count: int) -> list[tuple[int, Outgoing]]:
    faults = _faults(fault)
    sent = [out for due_us, message in _messages(count) for out in faults.delay(due_us, message)]
    return sorted(sent, key=lambda due: due[0])


def test_a_dead_device_falls_silent() -> None:
    said = list(_faults(KINDS["dead"](after_s=5)).spoil(_measured(range(10))))

    assert [m.value for m in said] == [0, 1, 2, 3, 4]


def test_a_stuck_device_repeats_its_last_value_at_new_times() -> None:
    said = list(_faults(KINDS["stuck"](after_s=5)).spoil(_measured(range(8))))

    assert [m.value for m in said] == [0, 1, 2, 3, 4, 4, 4, 4]
    assert [m.time_us for m in said] == [s * SECOND_US for s in range(8)]


@pytest.mark.parametrize("offset_s", [-40.0, 600.0])
def test_a_wrong_clock_shifts_every_time_and_no_value(offset_s: float) -> None:
    honest = _measured(range(3))

    said = list(_faults(KINDS["clock"](offset_s=offset_s)).spoil(honest))

    assert [m.time_us - h.time_us for m, h in zip(said, honest, strict=True)] == [
        offset_s * SECOND_US
    ] * 3
    assert [m.value for m in said] == [0, 1, 2]


def test_duplicates_are_copies_of_a_share_of_the_messages() -> None:
    sent = [message for _, message in _sent(KINDS["duplicate"](share=0.2), 1_000)]

    times = Counter(message.seq for message in sent)
    assert len(times) == 1_000
    assert 150 < sum(count == 2 for count in times.values()) < 250
    assert sum(message.nature is Nature.COPY for message in sent) == len(sent) - 1_000


def test_reordered_messages_are_overtaken_and_none_is_lost() -> None:
    order = [message.seq for _, message in _sent(KINDS["reorder"](share=0.2), 1_000)]

    assert sorted(order) == list(range(1_000))
    assert 100 < sum(a > b for a, b in itertools.pairwise(order)) < 250


def test_late_messages_come_together_when_the_network_is_back() -> None:
    sent = _sent(KINDS["late"](every_s=3_600, for_s=600), 360)

    assert [message.seq for _, message in sent] == list(range(360))
    assert Counter(due_us for due_us, _ in sent).most_common(1) == [(600 * SECOND_US, 61)]


def test_faults_are_drawn_from_the_seed() -> None:
    fault = KINDS["duplicate"](share=0.5)

    first, again = ([m.seq for _, m in _sent(fault, 100)] for _ in range(2))

    assert first == again
