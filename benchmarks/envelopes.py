"""The Things Stack's messages beside native ones: envelope, device, codec and model on top.

The same parking bays say the same through either road, one state a message, each on a broker of
its own; the messages are queued first and the receiver is started then, the roads take turns.
"""

import asyncio
import json
import time
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import psycopg

from benchmarks import durable_ingest, resources, town
from benchmarks.bench import Bench
from benchmarks.figure import Figure, Reference
from benchmarks.publisher import Packet, Publisher
from benchmarks.session import Session
from cli.embedded.nats import Nats
from ingest.address import parse_address
from ingest.broker import client
from ingest.settings import Broker, Settings

_ROUNDS: Final = 3
_MESSAGES: Final = 30_000
_BAYS: Final = 200
_DRAIN_MAX_S: Final = 120.0
_NATIVE, _TTS = "native", "tts"


def run(bench: Bench) -> Iterator[Figure]:
    """Yield the durable rate of The Things Stack's messages, of the native one."""
    template = bench.migrated_database()
    natives = [(f"native-{n}", "wegwarte-bay-1") for n in range(_BAYS)]
    served = [(f"bay-{n}", "bosch-tps110") for n in range(_BAYS)]
    town.register(bench, template, others=natives + served)
    with psycopg.connect(template) as conn:
        conn.cursor().executemany(
            "insert into device_alias (alias, device, kind) values (%s, %s, 'dev_eui')",
            [(_eui(n), f"bay-{n}") for n in range(_BAYS)],
        )
    rates: dict[str, list[float]] = {_NATIVE: [], _TTS: []}
    for number in range(bench.amount(_ROUNDS, 1)):
        for road, found in rates.items():
            found.append(_measure(bench, template, road, number + 1))
    yield Figure(
        name="ingest.durable.tts.of_native",
        values=rates[_TTS],
        unit="messages/s",
        reference=Reference(name="the same states in native messages", values=rates[_NATIVE]),
        at_least=0.6,
        note="Bosch TPS110, one state a message, QoS 1 from a broker of one's own",
    )


def _measure(bench: Bench, template: str, road: str, number: int) -> float:
    count = bench.amount(_MESSAGES, 300)
    dsn = bench.database(template.rpartition("/")[2])
    with bench.broker() as broker:
        settings = town.settings(dsn, broker.url)
        if road == _NATIVE:
            durable_ingest.queue(bench, settings, broker.port, _native(count))
        else:
            settings = _queue_served(bench, settings, broker, count)
        session = Session(broker.monitor_url)
        with bench.process("ingest", settings=settings) as receiver:
            drain = session.watch(receiver, within_s=_DRAIN_MAX_S)
            used_s = resources.cpu_s([receiver.pid])
    _check(dsn, count)
    rate = count / drain.elapsed_s
    bench.say(
        f"  round {number}, {road}: {rate:,.0f} messages/s, "
        f"{used_s / count * 1e6:.0f} µs of its own a message, start included"
    )
    return rate


def _times(count: int) -> Iterator[tuple[int, int, datetime]]:
    """Yield bay, number and time of each message; the bays take turns, up to now."""
    rounds = -(-count // _BAYS)
    begin = datetime.fromtimestamp(time.time(), UTC) - timedelta(seconds=10 * rounds)
    for n in range(count):
        yield n % _BAYS, n // _BAYS, begin + timedelta(seconds=10 * (n // _BAYS))


def _native(count: int) -> list[Packet]:
    return [
        Packet(
            topic=f"mobility/v1/{town.MUNICIPALITY}/native-{bay}/up",
            payload=json.dumps(
                {
                    "v": 1,
                    "boot": "b",
                    "seq": number,
                    "readings": [{"channel": "bay", "time": at.isoformat(), "value": number % 2}],
                }
            ).encode(),
        )
        for bay, number, at in _times(count)
    ]


def _served(count: int) -> list[Packet]:
    return [
        Packet(topic=f"v3/city@tenant/devices/bay-{bay}/up", payload=_message(bay, number, at))
        for bay, number, at in _times(count)
    ]


def _message(bay: int, number: int, at: datetime) -> bytes:
    """Return a message as the cloud sends it, with all that nobody needs."""
    time_ = at.isoformat().replace("+00:00", "Z")
    gateway = {
        "gateway_ids": {"gateway_id": "eui-6A7E111A10000000", "eui": "6A7E111A10000000"},
        "time": time_,
        "timestamp": 818273765,
        "rssi": -97,
        "channel_rssi": -97,
        "snr": 7.5,
        "frequency_offset": "671",
        "uplink_token": "CiIKIAoUZXVpLTZBN0UxMTFBMTAwMDAwMDASCGp+ERoQAAAAEKX+l4YD",
        "channel_index": 2,
        "received_at": time_,
    }
    ids = {
        "device_id": f"bay-{bay}",
        "application_ids": {"application_id": "city"},
        "dev_eui": _eui(bay).upper(),
        "join_eui": "2000000000000001",
        "dev_addr": f"2000{bay:04X}",
    }
    up = {
        "session_key_id": "AYfg8rhha5n+FWx0ZaAprA==",
        "f_port": 1,
        "f_cnt": number,
        "frm_payload": b64encode(bytes([number % 2])).decode(),
        "decoded_payload": {"type": "parking status", "occupied": number % 2 == 1},
        "rx_metadata": [gateway, gateway | {"gateway_ids": {"gateway_id": "second"}}],
        "settings": {
            "data_rate": {"lora": {"bandwidth": 125000, "spreading_factor": 7}},
            "frequency": "868500000",
            "time": time_,
        },
        "received_at": time_,
        "consumed_airtime": "0.097536s",
        "network_ids": {"net_id": "000013", "tenant_id": "tenant", "cluster_id": "eu1"},
    }
    whole = {
        "end_device_ids": ids,
        "correlation_ids": ["as:up:01H0PZDGB1NW6NAPD815NGHPF6", "gs:uplink:01H0PZDG4HHGFRTXRTXD"],
        "received_at": time_,
        "uplink_message": up,
    }
    return json.dumps(whole).encode()


def _eui(bay: int) -> str:
    return f"0004a30b{bay:08x}"


def _queue_served(
    bench: Bench, settings: dict[str, str], broker: Nats, count: int
) -> dict[str, str]:
    """Make the session of a source of kind `tts` and let the broker keep messages in it."""
    road = Broker(name=_TTS, kind=_TTS, url=broker.url, topics=("v3/#",), qos=1)
    told = settings | {
        "WEGWARTE_MQTT_URL": "",
        "WEGWARTE_BROKERS": json.dumps([road.model_dump(mode="json")]),
    }
    asyncio.run(_open(road, Settings(brokers=(road,), instance="bench", data_dir=bench.folder)))
    address = parse_address(broker.url)
    user = (address.username or "", address.password or "")
    with Publisher(broker.port, "bench-publisher", user=user) as publisher:
        publisher.send_all(publisher.encode(_served(count)))
    return told


async def _open(road: Broker, settings: Settings) -> None:
    async with client(road, settings) as session:
        await session.subscribe([(topic, 1) for topic in road.topics])


def _check(dsn: str, readings: int) -> None:
    """Make sure that what is counted was stored."""
    with psycopg.connect(dsn) as conn:
        row = conn.execute(
            "select (select count(*) from observation), (select sum(stored) from ledger)"
        ).fetchone()
    if row != (readings, readings):
        raise AssertionError(f"{readings} readings were sent, the store has {row}")
