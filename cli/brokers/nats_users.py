"""NATS: users with permissions on subjects; of an MQTT topic `/` becomes `.`."""

import json
from collections.abc import Iterable
from typing import Any

from cli.brokers.rights import hears, says
from store.credentials import Login

User = dict[str, Any]


def user_of(login: Login, municipality: str) -> User:
    """Return the entry of one device: its own topics, nothing else, not even the broker's own."""
    return {
        "user": login.user,
        "password": login.bcrypt,
        "allowed_connection_types": ["MQTT", "MQTT_WS"],  # not NATS's own protocol
        "permissions": {
            "publish": {"allow": [_subject(topic) for topic in says(municipality, login.device)]},
            "subscribe": {
                "allow": [_subject(topic) for topic in hears(municipality, login.device)]
            },
        },
    }


def authorization(logins: Iterable[Login], municipality: str, *, ingest: User) -> str:
    """Return the block `authorization` of a configuration file; it lets nobody else in."""
    users = [ingest, *(user_of(login, municipality) for login in logins)]
    lines = "\n".join(f"    {json.dumps(user)}" for user in users)
    return (
        "# Made by `wegwarte broker-config nats` from the registry; do not edit.\n"
        f"authorization {{\n  users: [\n{lines}\n  ]\n}}\n"
    )


def _subject(topic: str) -> str:
    return topic.replace("/", ".")
