"""The town that publishes: 200 bicycle counters, their messages, and a database that knows them."""

import asyncio
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from benchmarks.bench import Bench
from benchmarks.publisher import Packet
from devices.models import MODELS
from firmware_sim.load import MODEL, Plan, build
from ingest.place import months_ahead
from store.enrol import add_device
from store.partitions import ensure_partitions
from store.pool import connect
from store.registry import NewChannel, number_channels

MUNICIPALITY: Final = "bench"
DEVICES: Final = 200
_LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)
_INTERVAL_S: Final = 60


def messages(count: int, *, readings: int) -> list[Packet]:
    """Return messages of the counters in turn; their intervals follow each other up to now.

    Parameters
    ----------
    count, readings
        How many messages, and how many readings in each.
    """
    plan = Plan(
        municipality=MUNICIPALITY,
        end_us=time.time_ns() // 1_000,
        devices=DEVICES,
        messages=count,
        readings_per_message=readings,
        interval_s=_INTERVAL_S,
        device_prefix="counter",
    )
    return [Packet(topic=m.topic, payload=m.payload) for m in build(plan)]


def register(bench: Bench, dsn: str, *, others: Iterable[tuple[str, str]] = ()) -> None:
    """Register the counters and `others` (device, model), number channels, make partitions.

    What ingest does once, at a device's first message or at the turn of a month, is no part of
    its rate.
    """
    plan = Plan(municipality=MUNICIPALITY, end_us=0, devices=DEVICES, device_prefix="counter")
    devices = [(device, MODEL) for device in plan.device_ids]
    asyncio.run(_register(dsn, [*devices, *others]))
    bench.say(f"  {len(devices)} devices registered")


def settings(dsn: str, mqtt_url: str) -> dict[str, str]:
    """Return what ingest, and what is compared with it, is told; the rest are its defaults."""
    return {
        "WEGWARTE_DATABASE_URL": dsn,
        "WEGWARTE_MQTT_URL": mqtt_url,
        "WEGWARTE_MUNICIPALITY": MUNICIPALITY,
        "WEGWARTE_INSTANCE": "bench",
    }


async def _register(dsn: str, devices: list[tuple[str, str]]) -> None:
    now = datetime.fromtimestamp(time.time(), UTC)
    async with connect(dsn) as conn:
        async with conn.transaction():
            for device, model in devices:
                await add_device(conn, device, model=model, name=device, accepted_at=_LONG_AGO)
            await number_channels(conn, _channels(devices))
        last_month = (now.replace(day=1) - timedelta(days=1)).strftime("%Y-%m-01")
        await ensure_partitions(conn, sorted({last_month, *months_ahead(now)}))


def _channels(devices: list[tuple[str, str]]) -> list[NewChannel]:
    return [
        NewChannel(device=device, name=name, property=spec.observed, hold_max_s=spec.hold_max_s)
        for device, model in devices
        for name, spec in MODELS[model].channels.items()
    ]
