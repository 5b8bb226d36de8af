"""LORIOT: one JSON object a message; `cmd` is `rx`, or `gw` with the gateways that heard it.

The server may send both for one frame. `ts` is its clock in milliseconds, `bat` the device's
answer to DevStatusReq as LoRaWAN has it: 0 mains, 1 to 254 empty to full, 255 cannot tell.
Source: recorded messages; LoRaWAN 1.0.4, 5.6.
"""

import re
from typing import Annotated, Final

import msgspec

from devices.envelopes import decoding, names, payloads, pushed
from devices.envelopes.instants import from_number, from_text
from devices.uplink import Event, Gateway, Uplink

_KIND: Final = "LORIOT"
_UPLINKS: Final = ("rx", "gw")
_FACTOR: Final = re.compile(r"SF(\d{1,2})\b")
_BATTERY_FULL: Final = 254


class _Gateway(msgspec.Struct, gc=False):
    gweui: str
    rssi: float | None = None
    snr: float | None = None
    time: str | None = None


class _Message(msgspec.Struct):
    cmd: str
    eui: str = msgspec.field(name="EUI")
    ts: float | None = None
    fcnt: Annotated[int, msgspec.Meta(ge=0, lt=2**32)] = 0
    port: Annotated[int, msgspec.Meta(ge=0, le=255)] = 0
    freq: int | None = None
    rssi: float | None = None
    snr: float | None = None
    dr: str = ""
    confirmed: bool = False
    bat: int | None = None
    gws: list[_Gateway] = []
    data: str | None = None


_DECODER: Final = msgspec.json.Decoder(_Message, strict=False)


def read(topic: str, payload: bytes) -> Uplink:
    """Read one message; the session is not named, so a counter may start again without a word.

    Raises
    ------
    RejectedError
        Not of the documented form, or of another device than the URL's.
    """
    message = decoding.decode(_DECODER, payload, _KIND)
    device = pushed.device_of(topic)
    sender = names.same(device and names.eui(device), names.eui(message.eui), "EUI") or ""
    factor = _FACTOR.match(message.dr)
    times = (from_text(gateway.time) for gateway in message.gws)
    return Uplink(
        event=Event.UP if message.cmd in _UPLINKS else Event.OTHER,
        sender=sender,
        counter=message.fcnt,
        port=message.port,
        payload=_bytes(message),
        server_time_us=from_number(message.ts, per_s=1_000),
        gateway_time_us=next((at for at in times if at is not None), None),
        gateways=_gateways(message),
        spreading_factor=int(factor[1]) if factor else None,
        frequency_hz=message.freq,
        confirmed=message.confirmed,
        battery_percent=_battery(message.bat),
    )


def _bytes(message: _Message) -> bytes | None:
    if message.data is None:
        return b"" if message.port else None
    return payloads.from_hex(message.data, _KIND)


def _gateways(message: _Message) -> tuple[Gateway, ...]:
    if message.gws:
        return tuple(
            Gateway(id=g.gweui.lower(), rssi_dbm=g.rssi, snr_db=g.snr) for g in message.gws
        )
    if message.rssi is None:
        return ()
    return (Gateway(id="", rssi_dbm=message.rssi, snr_db=message.snr),)


def _battery(level: int | None) -> float | None:
    if level is None or not 0 < level <= _BATTERY_FULL:
        return None
    return round(100 * (level - 1) / (_BATTERY_FULL - 1), 1)
