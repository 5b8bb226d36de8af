"""The first start of a broker's folder: ingest's durable session exists before devices come in.

NATS acknowledges what devices publish even while nobody keeps it. So the broker is started once
where no device looks for it, the session is made, and the broker is stopped; the next start opens
the public port. A step of `wegwarte up`, as a process of its own:
`python -m cli.embedded.first_start DATA`.
"""

import asyncio
import random
import sys
from pathlib import Path

from cli.embedded.nats import Nats
from cli.embedded.ports import any_free

_SESSION_MAX_S = 30.0


def main(root: Path) -> None:
    """Create the session in `root/nats`, once."""
    # A store of several GB takes time to be read; only a folder without a session comes here.
    nats = Nats(root, port=any_free(random.SystemRandom()))
    if not nats.first_start:
        return
    nats.start()
    try:
        asyncio.run(_create_session(nats.url))
    finally:
        nats.stop()
    nats.first_start_done()


async def _create_session(url: str) -> None:
    from ingest.broker import create_session
    from ingest.settings import Settings

    async with asyncio.timeout(_SESSION_MAX_S):
        await create_session(Settings(mqtt_url=url))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
