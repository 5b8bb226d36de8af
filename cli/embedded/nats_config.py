"""The configuration of the embedded NATS. Pure."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from cli.embedded.ports import LOOPBACK

User = dict[str, Any]
_MEBIBYTE: Final = 1024 * 1024
_OPEN_USER: Final = "device"
# What a device may do without a password on the loopback: publish readings, hear its own commands.
_DEVICES_PUBLISH: Final = ["mobility.>", "v3.>", "application.>"]
_DEVICES_SUBSCRIBE: Final = ["mobility.v1.*.*.down", "$MQTT.sub.>", "$MQTT.deliver.>"]


def configuration(
    *,
    folder: Path,
    store_max_mb: int,
    client_port: int,
    monitor_port: int,
    mqtt: tuple[str, int],
    ours: User,
    devices: Iterable[User],
    open_password: str | None,
) -> dict[str, Any]:
    """Return the configuration; NATS reads JSON, and none of its listeners is left to chance.

    `ack_wait` is how long a message that a killed ingest had not acknowledged stays away: NATS
    sends it again when that time is over, not when the session comes back (docs/decisions/0011).
    `max_payload` because it cuts the connection above 1 MB.

    Parameters
    ----------
    mqtt
        Address and port for devices.
    ours
        Who may do everything.
    devices
        Those with credentials.
    open_password
        Of the user that stands for everybody without a password; None: only those with one.
    """
    host, port = mqtt
    users = [ours, *([] if open_password is None else [_everybody(open_password)]), *devices]
    return {
        "server_name": "wegwarte",  # MQTT with JetStream refuses to start without a name
        "host": LOOPBACK,
        "port": client_port,
        "http": f"{LOOPBACK}:{monitor_port}",
        "max_payload": 8 * _MEBIBYTE,
        "jetstream": {"store_dir": str(folder), "max_file_store": store_max_mb * _MEBIBYTE},
        "mqtt": {"host": host, "port": port, "ack_wait": "10s", "max_ack_pending": 4096}
        | ({} if open_password is None else {"no_auth_user": _OPEN_USER}),
        "authorization": {"users": users},
    }


def _everybody(password: str) -> User:
    return {
        "user": _OPEN_USER,
        "password": password,
        "permissions": {
            "publish": {"allow": _DEVICES_PUBLISH},
            "subscribe": {"allow": _DEVICES_SUBSCRIBE},
        },
    }
