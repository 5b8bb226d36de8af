"""What a network server says about one frame, whichever server it is.

An envelope (`devices.envelopes`) reads a server's message into an `Uplink`; a codec
(`devices.codecs`, or a vendor's JavaScript) reads its `payload` into fields; a model
(`devices.models`) says which fields are readings of which channel. Nothing here knows the registry.
"""

from enum import StrEnum
from typing import Any

import msgspec

#: What a codec makes of a payload: an object as JSON has it, in the vendor's own field names.
Fields = dict[str, Any]


class Event(StrEnum):
    """What the network server tells."""

    UP = "up"  #: a frame of the device
    JOIN = "join"  #: the device has joined: a new session, its counter starts again
    STATUS = "status"  #: battery and link margin, asked for by the server
    LOG = "log"  #: the server's own complaint about the device
    OTHER = "other"  #: acknowledgements, locations: kept nowhere, counted


class Gateway(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One gateway that heard a frame."""

    id: str  #: lower-case EUI where the server names one, else its own name
    rssi_dbm: float | None = None
    snr_db: float | None = None


class Uplink(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One message of a network server, in words that all of them share.

    Times are microseconds since 1970-01-01T00:00Z. `sender` is the DevEUI in lower-case hex
    without separators; for devices that have none, the id by which the source knows them.
    """

    event: Event
    sender: str
    names: tuple[str, ...] = ()  #: other ids the server knows it by, for finding an alias
    session: str = ""  #: changes when the counter may start again
    counter: int | None = None  #: 32 bit; None: the source does not number its messages
    port: int = 0
    payload: bytes | None = None  #: None: the server sent no bytes, only what it decoded
    device_time_us: int | None = None  #: the device's own clock, where the envelope carries it
    offset_s: float = 0.0  #: without any time: how long after its receipt (negative: before)
    server_time_us: int | None = None  #: the network server's clock at reception
    gateway_time_us: int | None = None  #: a gateway's clock: may be wrong by years
    decoded: Fields | None = None  #: the server's own reading of the payload
    gateways: tuple[Gateway, ...] = ()
    spreading_factor: int | None = None
    frequency_hz: int | None = None
    confirmed: bool = False
    battery_percent: float | None = None
    margin_db: float | None = None
    simulated: bool = False  #: made in a console by hand: never a measurement
    delivery_id: str = ""  #: the server's id of this very delivery, equal on redelivery
    note: str = ""  #: of a log event: the server's words
