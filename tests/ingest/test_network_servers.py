"""Frames of network servers, through a real broker into a real database: each once, in its time."""

from datetime import timedelta

import pytest

from tests.ingest.heard import Town
from tests.ingest.served import (
    NOON,
    chirpstack,
    chirpstack_topic,
    tts,
    tts_join,
    tts_topic,
)

pytestmark = [pytest.mark.database, pytest.mark.broker]


async def test_a_frame_by_mqtt_and_by_webhook_is_one_reading(system: Town) -> None:
    device, eui = system.register()
    payload = tts(eui=eui, device_id=device)
    await system.say(tts_topic(device), payload)
    await system.push(payload)
    await system.received(device, 2)

    assert system.states(device) == [(NOON, 1.0)]
    assert system.counts(device) == (2, 1, 1, 0)


async def test_a_retransmission_has_the_time_of_the_first(system: Town) -> None:
    device, eui = system.register()
    for late_s in (0, 48, 3):
        at = NOON + timedelta(seconds=late_s)
        await system.say(tts_topic(device), tts(eui=eui, device_id=device, at=at))
        await system.received(device, [0, 48, 3].index(late_s) + 1)

    assert system.states(device) == [(NOON, 1.0)]
    assert system.counts(device) == (3, 1, 2, 0)


async def test_copies_in_one_batch_are_one_reading(system: Town) -> None:
    device, eui = system.register()
    for late_ms in range(5):
        at = NOON + timedelta(milliseconds=late_ms)
        await system.say(chirpstack_topic(eui=eui), chirpstack(eui=eui, at=at))
    await system.received(device, 5)

    assert len(system.states(device)) == 1
    assert system.counts(device) == (5, 1, 4, 0)


async def test_a_frame_without_any_clock_is_stored_once_however_late_it_is_repeated(
    system: Town,
) -> None:
    device, eui = system.register()
    payload = tts(eui=eui, device_id=device, at=None)
    await system.say(tts_topic(device), payload)
    await system.received(device, 1)
    await system.say(tts_topic(device), payload)
    await system.received(device, 2)

    assert len(system.states(device)) == 1
    assert system.counts(device) == (2, 1, 1, 0)


async def test_a_counter_that_begins_again_after_a_join_is_a_new_frame(system: Town) -> None:
    device, eui = system.register()
    later = NOON + timedelta(minutes=10)
    await system.say(tts_topic(device), tts(eui=eui, device_id=device, counter=0))
    await system.say(tts_topic(device, "join"), tts_join(eui=eui, device_id=device))
    again = tts(eui=eui, device_id=device, counter=0, session="s2", at=later)
    await system.say(tts_topic(device), again)
    await system.received(device, 3)

    assert system.states(device) == [(NOON, 1.0), (later, 1.0)]


@pytest.mark.parametrize("payload", [b"\x01", b"\x00"], ids=["the same bytes", "other bytes"])
async def test_a_number_that_returns_hours_later_is_a_new_frame(
    system: Town, payload: bytes
) -> None:
    device, eui = system.register()
    later = NOON + timedelta(hours=5)
    await system.say(chirpstack_topic(eui=eui), chirpstack(b"\x01", eui=eui, at=NOON))
    await system.received(device, 1)
    await system.say(chirpstack_topic(eui=eui), chirpstack(payload, eui=eui, at=later))
    await system.received(device, 2)

    assert system.states(device) == [(NOON, 1.0), (later, float(payload[0]))]
