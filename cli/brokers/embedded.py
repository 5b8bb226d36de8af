"""Tell the broker of `wegwarte up` who may log in.

The users lie in `nats/devices.json` of the data folder. `up` looks at that file every few seconds
and lets the broker read it again when it has changed: whoever is revoked is cut off then. A step
of `up` brings it up to date once the schema is there: `python -m cli.brokers.embedded DATA`.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cli.brokers.nats_users import user_of
from cli.embedded.nats import DEVICES_FILE
from cli.settings import environment
from store import credentials
from store.credentials import Login
from store.pool import connect


def write(folder: Path, logins: Iterable[Login], municipality: str) -> bool:
    """Put the users where the broker of this data folder reads them; return whether they differ."""
    file = folder / "nats" / DEVICES_FILE
    text = json.dumps([user_of(login, municipality) for login in logins], indent=1)
    if file.exists() and file.read_text() == text:
        return False
    file.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
    unfinished.rename(file)
    return True


async def bring_up_to_date(folder: Path, database_url: str, municipality: str) -> bool:
    """Write down who may log in now; return whether that differs from before."""
    now = datetime.now(UTC)  # noqa: TID251 - the rim
    async with connect(database_url) as conn:
        return write(folder, await credentials.logins(conn, now=now), municipality)


if __name__ == "__main__":
    env = environment()
    asyncio.run(
        bring_up_to_date(
            Path(sys.argv[1]), env["WEGWARTE_DATABASE_URL"], env["WEGWARTE_MUNICIPALITY"]
        )
    )
