"""The window holds each message once, whatever the broker sends again."""

from datetime import UTC, datetime

from ingest.source import Bounds, Delivery
from ingest.window import Window

WIDE = Bounds(messages_max=100, bytes_max=10_000, age_max_s=1)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def window() -> Window:
    return Window(messages_max=3, bytes_max=1_000)


def delivery(ticket: int, payload: bytes = b"p") -> Delivery:
    return Delivery(
        source="native",
        topic="t",
        payload=payload,
        payload_length=len(payload),
        received=NOW,
        ticket=ticket,
    )


def test_a_copy_of_a_held_message_is_dropped() -> None:
    held = window()
    held.arrive(delivery(1))
    [taken] = held.take(WIDE)

    assert held.arrive(delivery(1)) is False
    assert held.take(WIDE) == []
    assert held.redelivered == 1
    assert held.release(taken) is True


def test_a_message_stored_over_a_lost_connection_is_acknowledged_when_it_comes_again() -> None:
    held = window()
    held.arrive(delivery(1))
    [taken] = held.take(WIDE)
    held.connected()

    assert held.release(taken) is False, "this connection has not delivered it"
    assert held.arrive(delivery(1)) is True
    assert held.take(WIDE) == []


def test_a_message_that_comes_again_before_it_is_stored_is_acknowledged_once() -> None:
    held = window()
    held.arrive(delivery(1))
    [taken] = held.take(WIDE)
    held.connected()

    assert held.arrive(delivery(1)) is False
    assert held.release(taken) is True


def test_a_packet_id_that_a_broker_without_memory_uses_anew_is_another_message() -> None:
    held = window()
    held.arrive(delivery(1, b"old"))
    [old] = held.take(WIDE)
    held.connected()
    held.arrive(delivery(1, b"new"))

    assert held.release(old) is False, "acknowledging it would lose the new one"
    [new] = held.take(WIDE)
    assert new.payload == b"new"
    assert held.release(new) is True
    assert len(held) == held.held_bytes == 0


def test_it_is_full_by_number_and_by_bytes_and_never_discards() -> None:
    by_number, by_bytes = window(), window()
    for ticket in range(1, 6):
        by_number.arrive(delivery(ticket))
    by_bytes.arrive(delivery(1, b"x" * 2_000))

    assert by_number.full
    assert len(by_number.take(WIDE)) == 5
    assert by_bytes.full
    for held in by_bytes.take(WIDE):
        by_bytes.release(held)
    assert not by_bytes.full
