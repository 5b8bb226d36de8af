"""ThingPark (Actility): an object `DevEUI_uplink`; other objects are counted and kept nowhere.

`Time` is the clock of the gateway that heard the frame best, `Late` marks a frame that waited.
Numbers may come as text. Source: recorded messages; ThingPark "LRC-AS tunnel interface".
"""

from typing import Annotated, Final

import msgspec

from devices.envelopes import decoding, names, payloads, pushed
from devices.envelopes.instants import from_text
from devices.uplink import Event, Gateway, Uplink

_KIND: Final = "ThingPark"
_HZ_PER_MHZ: Final = 1_000_000


class _Lrr(msgspec.Struct, gc=False):
    id: str = msgspec.field(name="Lrrid")
    rssi: float | None = msgspec.field(name="LrrRSSI", default=None)
    snr: float | None = msgspec.field(name="LrrSNR", default=None)


class _Lrrs(msgspec.Struct):
    all: list[_Lrr] = msgspec.field(name="Lrr", default=[])


class _Up(msgspec.Struct):
    eui: str = msgspec.field(name="DevEUI")
    time: str | None = msgspec.field(name="Time", default=None)
    counter: Annotated[int, msgspec.Meta(ge=0, lt=2**32)] = msgspec.field(name="FCntUp", default=0)
    port: Annotated[int, msgspec.Meta(ge=0, le=255)] = msgspec.field(name="FPort", default=0)
    payload_hex: str | None = None
    address: str = msgspec.field(name="DevAddr", default="")
    rssi: float | None = msgspec.field(name="LrrRSSI", default=None)
    snr: float | None = msgspec.field(name="LrrSNR", default=None)
    gateway: str = msgspec.field(name="Lrrid", default="")
    gateways: _Lrrs | None = msgspec.field(name="Lrrs", default=None)
    factor: int | None = msgspec.field(name="SpFact", default=None)
    frequency_mhz: float | None = msgspec.field(name="Frequency", default=None)
    message_type: int = msgspec.field(name="MType", default=2)


class _Named(msgspec.Struct, gc=False):
    eui: str = msgspec.field(name="DevEUI")


class _Message(msgspec.Struct):
    up: _Up | None = msgspec.field(name="DevEUI_uplink", default=None)


_DECODER: Final = msgspec.json.Decoder(_Message, strict=False)
_OTHERS: Final = msgspec.json.Decoder(dict[str, _Named], strict=False)
_CONFIRMED_UP: Final = 4  # MType


def read(topic: str, payload: bytes) -> Uplink:
    """Read one message.

    Raises
    ------
    RejectedError
        Not of the documented form, or of another device than the URL's.
    """
    device = pushed.device_of(topic)
    wanted = device and names.eui(device)
    up = decoding.decode(_DECODER, payload, _KIND).up
    if up is None:
        others = decoding.decode(_OTHERS, payload, _KIND)
        if not others:
            raise decoding.malformed(_KIND, "an empty object")
        said = names.eui(next(iter(others.values())).eui)
        return Uplink(event=Event.OTHER, sender=names.same(wanted, said, "DevEUI") or "")
    return Uplink(
        event=Event.UP,
        sender=names.same(wanted, names.eui(up.eui), "DevEUI") or "",
        session=up.address and names.name(up.address, "DevAddr"),
        counter=up.counter,
        port=up.port,
        payload=_bytes(up),
        gateway_time_us=from_text(up.time),
        gateways=_gateways(up),
        spreading_factor=up.factor,
        frequency_hz=None if up.frequency_mhz is None else round(up.frequency_mhz * _HZ_PER_MHZ),
        confirmed=up.message_type == _CONFIRMED_UP,
    )


def _bytes(up: _Up) -> bytes | None:
    if up.payload_hex is None:
        return b"" if up.port else None
    return payloads.from_hex(up.payload_hex, _KIND)


def _gateways(up: _Up) -> tuple[Gateway, ...]:
    if up.gateways is not None and up.gateways.all:
        return tuple(
            Gateway(id=g.id.lower(), rssi_dbm=g.rssi, snr_db=g.snr) for g in up.gateways.all
        )
    if up.rssi is None:
        return ()
    return (Gateway(id=up.gateway.lower(), rssi_dbm=up.rssi, snr_db=up.snr),)
