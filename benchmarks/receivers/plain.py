"""aiomqtt as its documentation shows it, on uvloop, acknowledging by hand and doing nothing else.

For comparison with `noop`: what the way in which `ingest.broker` reads the socket is worth.
"""

import uvloop

from ingest.broker import client, subscribe
from ingest.settings import Settings


async def main(settings: Settings) -> None:
    """Receive and acknowledge until killed."""
    (broker,) = settings.all_brokers()
    async with client(broker, settings) as session:
        await subscribe(session, settings.municipality)
        async for message in session.messages:
            session._client.ack(message.mid, message.qos)


if __name__ == "__main__":
    uvloop.run(main(Settings()))
