"""A codec or model that is changed reaches a running ingest at once, not within a minute."""

from datetime import timedelta
from hashlib import sha256

import psycopg
import pytest

from ingest import clock
from store import models
from store.pool import connect
from tests.ingest.running import Ingest, rows, until
from tests.ingest.served import NOON, tts, tts_topic

pytestmark = [pytest.mark.database, pytest.mark.broker]

EUI = "70b3d57ed0ffff02"
MODEL = """
id = "mended"
name = "ACME thermometer"
codec = "javascript:mended.js"
heartbeat_s = 3600
ignored = ["*"]

[[channel]]
name = "temperature"
property = "air_temperature"
field = "temperature"
"""


def decoder(version: int) -> str:
    return f"function decodeUplink(input) {{ return {{data: {{temperature: {version}}}}}; }}"


async def take_in(town: str, version: int) -> None:
    """Make a version of the decoder the one in use, as `wegwarte model add` does."""
    text = decoder(version)
    digest = sha256(text.encode()).hexdigest()
    async with connect(town) as conn, conn.transaction():
        await models.add_codec(conn, digest, name="mended.js", source=text, now=clock.now())


def say(town: str, number: int) -> None:
    """Let the device send another frame."""
    payload = tts(b"\x01", eui=EUI, device_id="m", counter=number, at=NOON - timedelta(days=number))
    with psycopg.connect(town) as conn:
        conn.execute(
            "insert into inbox (source, topic, received, payload) values ('things', %s, now(), %s)",
            (tts_topic("m"), payload),
        )


def read_by(town: str) -> list[float]:
    """Return by which versions frames were read."""
    query = (
        "select distinct result from observation o join channel c on c.id = channel"
        " where c.device = 'mended-1' order by 1"
    )
    return [value for (value,) in rows(town, query)]


async def test_a_mended_codec_reads_the_next_frames(ingest: Ingest, town: str) -> None:
    async with connect(town) as conn, conn.transaction():
        await models.put(conn, "mended", MODEL, now=clock.now())
        await conn.execute(b"insert into device (id, model) values ('mended-1', 'mended')")
        await conn.execute(
            b"insert into device_alias (alias, device, kind) values (%s, 'mended-1', 'dev_eui')",
            (EUI,),
        )
    await take_in(town, 1)
    say(town, 1)
    await until(lambda: read_by(town) == [1.0], "the first version reads")

    await take_in(town, 2)

    numbers = iter(range(2, 1_000))

    def sees_the_next_version() -> bool:
        say(town, next(numbers))
        return read_by(town) == [1.0, 2.0]

    await until(sees_the_next_version, "the second version reads", within_s=10)
