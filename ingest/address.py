"""A broker's address: where it is, and who we are there."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

PORTS: Final = {"mqtt": 1883, "mqtts": 8883}


class AddressError(ValueError):
    """The address of the broker cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a broker is, and who we are there."""

    host: str
    port: int
    tls: bool
    username: str | None
    password: str | None


def parse_address(url: str) -> Address:
    """Read `mqtt://[user:password@]host[:port]`; `mqtts` is MQTT over TLS.

    Raises
    ------
    AddressError
        Another scheme, no host, or a port that is none.

    Examples
    --------
    >>> parse_address("mqtts://broker.example").port
    8883
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as why:
        raise AddressError(f"the broker's address has a bad port: {why}") from why
    if parts.scheme not in PORTS or not parts.hostname:
        raise AddressError(
            f"the broker's address (WEGWARTE_MQTT_URL) begins with {parts.scheme or 'nothing'!r}: "
            "write mqtt://user:password@host:1883, or mqtts:// for TLS"
        )
    return Address(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        tls=parts.scheme == "mqtts",
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )
