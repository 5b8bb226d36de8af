"""A broker's address, and an MQTT client that is driven from outside, by the loop in `links`."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

_PORTS = {"mqtt": 1883, "mqtts": 8883}
_KEEPALIVE_S = 300
_CONNECT_MAX_S = 1.0  # a loop with many connections waits for one no longer than this


class AddressError(ValueError):
    """The address of the broker cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the broker is, and who we are there."""

    host: str
    port: int
    tls: bool = False
    username: str | None = None
    password: str | None = None

    def __str__(self) -> str:
        """Return it without the password."""
        return f"{'mqtts' if self.tls else 'mqtt'}://{self.host}:{self.port}"


def parse(url: str) -> Address:
    """Read `mqtt://[user:password@]host[:port]`; `mqtts` is MQTT over TLS.

    Raises
    ------
    AddressError
        Another scheme, no host, or a port that is none.

    Examples
    --------
    >>> str(parse("mqtt://sim:secret@127.0.0.1:1884"))
    'mqtt://127.0.0.1:1884'
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as why:
        raise AddressError(f"the broker's address has a bad port: {why}") from why
    if parts.scheme not in _PORTS or not parts.hostname:
        raise AddressError(
            f"the broker's address begins with {parts.scheme or 'nothing'!r}: "
            "write mqtt://host:port, or mqtts://host:port for TLS"
        )
    return Address(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls=parts.scheme == "mqtts",
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def client(address: Address, client_id: str) -> Client:
    """Return a client that is not connected yet; `reconnect()` connects it, every time."""
    made = Client(
        CallbackAPIVersion.VERSION2,
        client_id=client_id,
        protocol=MQTTProtocolVersion.MQTTv311,
        clean_session=True,  # it subscribes to nothing; what is un-acked lies with us
        reconnect_on_failure=False,
    )
    made.max_inflight_messages = 0  # our own window bounds it
    made.connect_timeout = _CONNECT_MAX_S
    if address.tls:
        made.tls_set()
    if address.username is not None:
        made.username_pw_set(address.username, address.password)
    made.connect_async(address.host, address.port, keepalive=_KEEPALIVE_S)
    return made
