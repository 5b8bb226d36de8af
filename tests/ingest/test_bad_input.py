"""Bad input ends in `rejected` with a cause a person understands, and delays nobody.

Each case goes through the real broker into the real database, past one running ingest.
"""

import http.client
from dataclasses import dataclass
from itertools import count

import aiomqtt
import pytest

from cli.embedded.nats import Nats
from firmware_sim import broker as sim_broker
from firmware_sim.links import Links
from firmware_sim.outgoing import Outcome, Outgoing
from tests.ingest.running import MUNICIPALITY, Ingest, held, register, rows, until
from tests.ingest.said import ago, counted, message
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.database, pytest.mark.broker]

_NUMBER = count()
_PROMPTLY_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """One bad input.

    Parameters
    ----------
    cause, words
        By what it is grouped, and what the sentence about it must say.
    siblings
        How many good readings of the same message are stored.
    whole
        Whether the whole message is set aside.
    """

    name: str
    payload: bytes
    cause: str
    words: str
    siblings: int = 0
    whole: bool = True
    topic: str = "mobility/v1/telgte/{device}/up"
    registered: bool = True


def reading(
    name: str, cause: str, words: str, *readings: dict[str, object], siblings: int = 0
) -> Bad:
    """Return a message with one bad reading."""
    payload = message(*readings)
    return Bad(name=name, payload=payload, cause=cause, words=words, siblings=siblings, whole=False)


#: Stands for ten minutes ahead of the test, which may run long after this module was read.
AHEAD = "2099-12-31T23:59:59Z"
GOOD = {"channel": "battery", "time": ago(hours=2), "value": 3.6}
HALF_PAST = ago(minutes=90)
WHOLE = message(counted())

CASES = [
    Bad(name="empty", payload=b"", cause="empty", words="empty"),
    Bad(name="truncated", payload=WHOLE[: len(WHOLE) // 2], cause="not_json", words="truncated"),
    Bad(name="not JSON", payload=b"\x00\xff<xml/>", cause="not_json", words="not JSON"),
    Bad(
        name="wrong types",
        payload=message(counted("seven")),
        cause="malformed",
        words="Expected `float",
    ),
    Bad(name="a list", payload=b"[]", cause="malformed", words="Expected `object`"),
    Bad(
        name="NaN",
        payload=WHOLE.replace(b": 7", b": NaN"),
        cause="not_json",
        words="invalid character",
    ),
    Bad(
        name="Infinity",
        payload=WHOLE.replace(b": 7", b": -Infinity"),
        cause="not_json",
        words="invalid",
    ),
    Bad(
        name="a number beyond all numbers",
        payload=WHOLE.replace(b": 7", b": 1e999"),
        cause="malformed",
        words="out of range",
    ),
    Bad(
        name="200,000 nested brackets",
        payload=b"[" * 200_000,
        cause="malformed",
        words="Expected `object`, got `array`",
    ),
    Bad(
        name="200,000 nested brackets inside",
        payload=b'{"v":1,"boot":"a","seq":1,"readings":' + b"[" * 200_000,
        cause="malformed",
        words="got `array`",
    ),
    Bad(
        name="400 kB",
        payload=message(counted(), boot="b" * 400_000),
        cause="too_large",
        words="at most 262144",
    ),
    Bad(
        name="10,000 readings",
        payload=message(*[counted()] * 10_000),
        cause="too_large",
        words="send several messages",
    ),
    Bad(
        name="5,000 short readings",
        payload=b'{"v":1,"boot":"a","seq":1,"readings":['
        + b",".join([b'{"channel":"a","time":"2026-01-01T00Z"}'] * 5_000)
        + b"]}",
        cause="malformed",
        words="RFC3339",
    ),
    Bad(
        name="unknown device",
        payload=WHOLE,
        cause="unknown_device",
        words="is not registered",
        registered=False,
    ),
    Bad(
        name="id in payload differs from topic",
        payload=message(counted(), device="another"),
        cause="device_mismatch",
        words="the topic",
    ),
    Bad(
        name="time without zone",
        payload=message(counted(time="2026-11-01T10:00:00")),
        cause="time_without_zone",
        words="end it with Z",
    ),
    Bad(
        name="a boot PostgreSQL cannot hold",
        payload=message(counted(), boot="a\x00b"),
        cause="malformed",
        words="NUL",
    ),
    reading(
        "unknown channel",
        "unknown_channel",
        "is none of those",
        counted(channel="bicycles-z"),
        GOOD,
        siblings=1,
    ),
    reading(
        "2,500 readings of an unknown channel",
        "unknown_channel",
        "2499 more of this message",
        *[counted(channel="x")] * 2_500,
    ),
    reading(
        "10 minutes ahead",
        "time_in_future",
        "ahead of its receipt",
        counted(time=AHEAD),
        GOOD,
        siblings=1,
    ),
    reading(
        "interval that ends tomorrow",
        "time_in_future",
        "send a count when its interval is over",
        counted(duration_s=100_000),
        GOOD,
        siblings=1,
    ),
    reading(
        "before 2000",
        "time_too_old",
        "before 2000",
        counted(time="1970-01-01T00:00:17Z"),
        GOOD,
        siblings=1,
    ),
    reading(
        "before all time",
        "time_too_old",
        "before 2000",
        counted(time="0001-01-01T00:00:00+14:00"),
        GOOD,
        siblings=1,
    ),
    reading(
        "interval of 0", "bad_interval", "longer than 0 s", counted(duration_s=0), GOOD, siblings=1
    ),
    reading(
        "interval of 40 days",
        "bad_interval",
        "at most 24 days",
        counted(duration_s=40 * 86_400),
        GOOD,
        siblings=1,
    ),
    reading(
        "count without interval",
        "bad_interval",
        "has no duration_s",
        counted(duration_s="left out"),
        GOOD,
        siblings=1,
    ),
    reading(
        "interval of an instant",
        "bad_interval",
        "has no interval",
        GOOD | {"duration_s": 60, "time": ago(hours=3)},
        GOOD,
        siblings=1,
    ),
    reading(
        "overlapping intervals",
        "overlapping_interval",
        "overlaps the one from",
        counted(time=HALF_PAST, duration_s=900),
        counted(time=ago(minutes=85), duration_s=900),
        siblings=1,
    ),
    reading(
        "value out of range",
        "value_out_of_range",
        "lies between 0 and",
        counted(-3),
        GOOD,
        siblings=1,
    ),
    reading("half a bicycle", "value_out_of_range", "whole number", counted(2.5), GOOD, siblings=1),
    reading("no value", "value_missing", "null when", counted("left out"), GOOD, siblings=1),
]


@pytest.mark.parametrize("bad", CASES, ids=lambda bad: bad.name)
async def test_bad_input_is_kept_with_its_cause_and_delays_nobody(
    bad: Bad, ingest: Ingest, town: str, device: aiomqtt.Client
) -> None:
    sender, neighbour = f"bad-{next(_NUMBER)}", f"good-{next(_NUMBER)}"
    register(town, [sender, neighbour] if bad.registered else [neighbour])

    said = bad.payload.replace(AHEAD.encode(), ago(minutes=-10).encode())
    await device.publish(bad.topic.format(device=sender), said, qos=1)
    await device.publish(f"mobility/v1/{MUNICIPALITY}/{neighbour}/up", message(counted()), qos=1)

    await until(lambda: stored(town, neighbour) == 1, "the neighbour", within_s=_PROMPTLY_S)
    [(cause, detail, index, payload, length, kept_for)] = rows(
        town,
        "select cause, detail, reading_index, payload, payload_length, device from rejected"
        " join rejected_group g on g.id = group_id where topic like %s",
        f"%/{sender}/%",
    )
    assert cause == bad.cause
    assert bad.words in detail
    assert (index is None) == bad.whole
    assert length == len(said)
    assert payload == (said if cause != "too_large" else said[:4096])
    assert kept_for == (sender if bad.registered else "")
    assert stored(town, sender) == bad.siblings


async def test_everything_bad_was_acknowledged_and_counted(
    ingest: Ingest, broker: Nats, town: str, device: aiomqtt.Client
) -> None:
    before = received(town)
    for bad in CASES:
        await device.publish(bad.topic.format(device="nobody"), bad.payload, qos=1)

    await until(lambda: received(town) == before + len(CASES), "all are counted")
    await until(lambda: held(broker) == 0, "all are acknowledged")


async def test_duplicate_and_conflict_inside_one_message_are_told_apart(
    ingest: Ingest, town: str, device: aiomqtt.Client
) -> None:
    sender = f"twice-{next(_NUMBER)}"
    register(town, [sender])
    when = ago(hours=5)
    readings = [counted(5, time=when), counted(5, time=when), counted(6, time=when)]

    await device.publish(f"mobility/v1/{MUNICIPALITY}/{sender}/up", message(*readings), qos=1)

    await until(lambda: stored(town, sender) == 1, "it is stored once")
    assert rows(
        town, "select stored, duplicate, conflict, rejected from ledger where device = %s", sender
    ) == [(1, 1, 1, 0)]
    assert rows(
        town,
        "select f.result, f.seen from conflict f join channel c on c.id = f.channel"
        " where device = %s",
        sender,
    ) == [(6.0, 1)]


async def test_a_message_the_broker_refuses_shows_in_metrics_and_the_simulator_gives_up(
    ingest: Ingest, broker: Nats, metrics_port: int, town: str, device: aiomqtt.Client
) -> None:
    ended: list[Outcome] = []
    sender = f"huge-{next(_NUMBER)}"
    huge = Outgoing(
        device=sender,
        topic=f"mobility/v1/{MUNICIPALITY}/{sender}/up",
        payload=b"x" * 20_000_000,
        boot="b",
        seq=0,
    )
    links = Links(
        sim_broker.parse(f"mqtt://127.0.0.1:{broker.port}"),
        [sender],
        name=sender,
        settled=lambda _message, outcome: ended.append(outcome),
    )
    links.put(huge)

    def gave_up() -> bool:
        links.turn(0.02)
        return bool(ended)

    await until(gave_up, "the simulator gives up", within_s=60)
    links.close()
    assert ended == [Outcome.GIVEN_UP]
    assert huge.tries == 3
    await until(
        lambda: (
            'broker_refusals_total{reason="Maximum Message Payload Exceeded"} 3.0'
            in metrics(metrics_port)
        ),
        "the refusals are in the metrics",
    )
    neighbour = f"good-{next(_NUMBER)}"
    register(town, [neighbour])
    await device.publish(f"mobility/v1/{MUNICIPALITY}/{neighbour}/up", message(counted()), qos=1)
    await until(lambda: stored(town, neighbour) == 1, "the neighbour", within_s=_PROMPTLY_S)


def stored(database: str, device: str) -> int:
    """Return how many readings of a device are stored."""
    query = "select count(*) from observation o join channel c on c.id = channel where device = %s"
    return int(rows(database, query, device)[0][0])


def received(database: str) -> int:
    """Return how many messages the ledger has received."""
    return int(rows(database, "select coalesce(sum(messages_received), 0) from ledger")[0][0])


def metrics(port: int) -> str:
    """Return the metrics of the running ingest."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    asked.request("GET", "/metrics")
    return asked.getresponse().read().decode()
