"""Become one of the services: the command gives way to `python -m <module>`."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from cli import running
from cli.settings import environment


def become(
    module: str,
    *arguments: str,
    data: Path | None,
    database_url: str | None,
    mqtt_url: str | None = None,
    needs_broker: bool = False,
) -> NoReturn:
    """Replace this process by a service, told the addresses of what runs on the data folder."""
    env = environment()
    env["WEGWARTE_DATABASE_URL"] = running.database_url(data, database_url)
    if needs_broker:
        env["WEGWARTE_MQTT_URL"] = running.mqtt_url(data, mqtt_url)
    if data is not None:
        env["WEGWARTE_DATA_DIR"] = str(data)
    sys.stdout.flush()
    os.execve(  # noqa: S606 - a list, no shell
        sys.executable, [sys.executable, "-P", "-m", module, *arguments], env
    )
