"""What a retired device says: the time before its retirement counts, later is told as it is."""

from datetime import datetime, timedelta

import aiomqtt
import psycopg
import pytest

from ingest import clock
from tests.cli.terminal import answer, wegwarte
from tests.ingest.running import COUNTER, MUNICIPALITY, Ingest, rows, until
from tests.ingest.said import counted, message
from tests.ingest.served import NOON, tts, tts_topic

pytestmark = [pytest.mark.database, pytest.mark.broker]


def register_retired(town: str, device: str, at: datetime) -> None:
    """Make a device known as retired, at once: ingest may look in between."""
    with psycopg.connect(town) as conn:
        conn.execute(
            "insert into device (id, model, retired_at) values (%s, %s, %s)", (device, COUNTER, at)
        )


def set_aside(town: str, device: str) -> list[tuple[str, int | None, str]]:
    return rows(
        town,
        "select cause, reading_index, detail from rejected r"
        " join rejected_group g on g.id = group_id where g.device = %s",
        device,
    )


def values(town: str, device: str) -> list[float]:
    query = (
        "select result from observation o join channel c on c.id = channel"
        " where c.device = %s order by time"
    )
    return [value for (value,) in rows(town, query, device)]


def at(moment: datetime, value: int) -> dict[str, object]:
    return counted(value, time=moment.isoformat())


async def say(device: aiomqtt.Client, sender: str, *readings: dict[str, object]) -> None:
    topic = f"mobility/v1/{MUNICIPALITY}/{sender}/up"
    await device.publish(topic, message(*readings), qos=1)


async def test_what_a_retired_device_measured_before_and_sends_late_is_stored(
    ingest: Ingest, town: str, device: aiomqtt.Client
) -> None:
    retired = clock.now().replace(microsecond=0) - timedelta(hours=5)
    hour = timedelta(hours=1)
    register_retired(town, "ended", retired)

    stored_in_the_field = [at(retired - 2 * hour, 1), at(retired - hour, 2)]
    await say(device, "ended", *stored_in_the_field, at(retired, 3), at(retired + hour, 4))

    await until(lambda: values(town, "ended") == [1.0, 2.0], "what it measured before is stored")
    [(cause, index, detail)] = set_aside(town, "ended")
    assert (cause, index) == ("device_retired", 2)
    assert f"'ended' is retired since {retired:%Y-%m-%d %H:%M}Z" in detail
    assert "`wegwarte device change ended --back`" in detail
    assert answer(town, "ledger", "--audit")["differences"] == []


async def test_a_retired_device_that_goes_on_speaking_is_told_and_can_come_back(
    ingest: Ingest, town: str, device: aiomqtt.Client
) -> None:
    now = clock.now().replace(microsecond=0)
    register_retired(town, "speaks-on", now - timedelta(days=1))
    await say(device, "speaks-on", at(now - timedelta(hours=1), 7))
    await until(lambda: set_aside(town, "speaks-on"), "it is set aside")
    [(cause, index, _)] = set_aside(town, "speaks-on")
    assert (cause, index) == ("device_retired", None)
    unknown = answer(town, "rejected", "list", "--unknown")
    assert all(one["sender"] != "speaks-on" for one in unknown)

    assert wegwarte(town, "device", "change", "speaks-on", "--back").returncode == 0
    replay = ("rejected", "replay", "--cause", "device_retired", "--device", "speaks-on")
    assert answer(town, *replay) == {"replayed": 1}

    await until(lambda: values(town, "speaks-on") == [7.0], "it is stored")


async def test_a_device_that_will_be_retired_speaks_until_then(
    ingest: Ingest, town: str, device: aiomqtt.Client
) -> None:
    now = clock.now().replace(microsecond=0)
    register_retired(town, "until-tomorrow", now + timedelta(days=1))

    await say(device, "until-tomorrow", at(now - timedelta(hours=1), 7))

    await until(lambda: values(town, "until-tomorrow") == [7.0], "it is stored")


async def test_a_retired_device_behind_a_network_server_is_called_by_its_name(
    ingest: Ingest, town: str
) -> None:
    eui = "70b3d57ed0ffff01"
    with psycopg.connect(town) as conn:
        conn.execute(
            "insert into device (id, model, retired_at) values ('bay-ended', 'bosch-tps110', %s)",
            (NOON,),
        )
        conn.execute(
            "insert into device_alias (alias, device, kind) values (%s, 'bay-ended', 'dev_eui')",
            (eui,),
        )
        for counter, minutes in ((1, -30), (2, 30)):  # the first was stored at the server
            heard = NOON + timedelta(minutes=minutes)
            payload = tts(eui=eui, device_id="ended-here", counter=counter, at=heard)
            conn.execute(
                "insert into inbox (source, topic, received, payload)"
                " values ('things', %s, %s, %s)",
                (tts_topic("ended-here"), NOON + timedelta(hours=1), payload),
            )

    await until(lambda: set_aside(town, "bay-ended"), "the later one is set aside")
    await until(lambda: values(town, "bay-ended"), "the earlier one is stored")

    [(cause, index, _)] = set_aside(town, "bay-ended")
    assert (cause, index) == ("device_retired", None)
    frames = "select counter from uplink where device = 'bay-ended'"
    assert rows(town, frames) == [(1,)]
