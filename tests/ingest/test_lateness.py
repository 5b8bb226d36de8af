"""What comes late by the real road: a backlog accuses no clock, one on winter time is found."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import aiomqtt
import psycopg
import pytest

from devices.health import Health, State
from ingest import clock
from store import condition
from store.pool import connect
from tests.ingest.running import MUNICIPALITY, Ingest, register, rows, until
from tests.ingest.said import counted, message

pytestmark = [pytest.mark.database, pytest.mark.broker]

QUARTER = timedelta(minutes=15)


async def health_of(town: str, device: str) -> Health:
    async with connect(town) as conn:
        [judged] = await condition.healths(conn, now=clock.now(), device=device)
    return judged


def said(end: datetime) -> bytes:
    """Return a message with the count of the quarter that ended then."""
    return message(counted(time=(end - QUARTER).isoformat(), duration_s=900))


async def stored(town: str, device: str, count: int) -> None:
    query = "select count(*) from observation join channel c on c.id = channel where c.device = %s"
    await until(lambda: rows(town, query, device) == [(count,)], f"{count} readings are stored")


def wait_in_the_inbox(
    town: str, device: str, messages: Sequence[tuple[datetime, datetime]]
) -> None:
    """Have (received, end by the device's clock) waited for ingest."""
    topic = f"mobility/v1/{MUNICIPALITY}/{device}/up"
    with psycopg.connect(town) as conn:
        conn.cursor().executemany(
            "insert into inbox (source, topic, received, payload) values ('native', %s, %s, %s)",
            [(topic, received, said(end)) for received, end in messages],
        )


async def test_a_day_that_was_stored_in_the_field_accuses_no_clock(
    ingest: Ingest, town: str, device: aiomqtt.Client
) -> None:
    register(town, ["offline-for-a-day"])
    newest = clock.now() - 3 * QUARTER  # the device has not spoken since it came back

    for number in range(96):
        topic = f"mobility/v1/{MUNICIPALITY}/offline-for-a-day/up"
        await device.publish(topic, said(newest - number * QUARTER), qos=1)
    await stored(town, "offline-for-a-day", 96)

    judged = await health_of(town, "offline-for-a-day")
    assert (judged.state, judged.clock_offset_s) == (State.OK, None)


async def test_a_clock_left_on_winter_time_is_found(ingest: Ingest, town: str) -> None:
    register(town, ["on-winter-time"])
    now = clock.now()
    came = [now - timedelta(hours=hour) for hour in range(6)]

    wait_in_the_inbox(town, "on-winter-time", [(at, at - timedelta(hours=1)) for at in came])
    await stored(town, "on-winter-time", 6)

    judged = await health_of(town, "on-winter-time")
    assert judged.words == ("its clock is 1 h behind",)
    assert judged.clock_offset_s == pytest.approx(3_600, abs=1)


async def test_what_is_sent_slowly_after_an_outage_accuses_no_clock(
    ingest: Ingest, town: str
) -> None:
    register(town, ["sends-slowly"])
    now = clock.now()
    came = [now - timedelta(hours=hour) for hour in range(6)]  # one an hour, stored every three

    late = [(at, now - timedelta(hours=1 + 3 * n)) for n, at in enumerate(came)]
    wait_in_the_inbox(town, "sends-slowly", late)
    await stored(town, "sends-slowly", 6)

    assert (await health_of(town, "sends-slowly")).state is State.OK
