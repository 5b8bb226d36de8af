"""A town whose ingest hears network servers, and what is stored of them."""

from datetime import datetime
from itertools import count

import aiomqtt
import psycopg

from store import inbox
from store.pool import connect
from tests.ingest.running import rows, until
from tests.ingest.served import NOON

_NUMBERS = count(1)


class Town:
    """The running system, and what is stored in it."""

    def __init__(self, dsn: str, server: aiomqtt.Client) -> None:
        self.dsn = dsn
        self._server = server

    async def say(self, topic: str, payload: bytes) -> None:
        """Publish as a network server does."""
        await self._server.publish(topic, payload, qos=1)

    async def push(self, payload: bytes, *, kind: str = "tts", source: str = "pushed") -> None:
        """Bring a message by the webhook's road."""
        async with connect(self.dsn) as conn:
            topic = f"uplinks/{kind}/{source}"
            await inbox.put(conn, [(topic, payload)], source=source, received=NOON)

    def register(self, model: str = "bosch-tps110") -> tuple[str, str]:
        """Make a device known; return its id and DevEUI."""
        device, eui = self.unregistered()
        with psycopg.connect(self.dsn) as conn:
            conn.execute("insert into device (id, model) values (%s, %s)", (device, model))
            conn.execute(
                "insert into device_alias (alias, device, kind) values (%s, %s, 'dev_eui')",
                (eui, device),
            )
        return device, eui

    def unregistered(self) -> tuple[str, str]:
        """Return an id and a DevEUI that nobody has used."""
        number = next(_NUMBERS)
        return f"bay-{number}", f"0004a30b{number:08x}"

    def states(self, device: str) -> list[tuple[datetime, float]]:
        """Return what is stored of a bay, in its order."""
        return [
            (time, value)
            for time, value in rows(
                self.dsn,
                "select time, result from observation join channel c on c.id = channel"
                " where device = %s and name = 'bay' order by time",
                device,
            )
        ]

    def counts(self, device: str) -> tuple[int, int, int, int]:
        """Return received messages, stored, duplicate and conflicting readings."""
        [found] = rows(
            self.dsn,
            "select sum(messages_received)::int, sum(stored)::int, sum(duplicate)::int,"
            " sum(conflict)::int from ledger where device = %s",
            device,
        )
        received, stored, duplicate, conflict = found
        return received or 0, stored or 0, duplicate or 0, conflict or 0

    async def received(self, device: str, messages: int) -> None:
        """Wait until so many messages of a device are accounted for."""
        await until(lambda: self.counts(device)[0] == messages, f"{messages} of {device}")
