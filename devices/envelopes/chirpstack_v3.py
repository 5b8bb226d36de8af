"""ChirpStack v3, and gateways with a server of their own (Milesight): a flat body without session.

v3 writes EUIs in base64, gateways in hex. Neither says the server's time: `time` is the gateway's.
Source: recorded messages (Decentlab with ChirpStack v3, Milesight's HTTP push).
"""

from typing import Annotated, Any, Final

import msgspec

from devices.envelopes import decoding, names, payloads, pushed
from devices.envelopes.instants import from_text
from devices.uplink import Event, Gateway, Uplink

_KIND: Final = "ChirpStack v3 or a gateway"


class _Rx(msgspec.Struct, gc=False):
    gateway_id: str = msgspec.field(name="gatewayID", default="")
    mac: str = ""
    time: str | None = None
    rssi: float | None = None
    snr: float | None = msgspec.field(name="loRaSNR", default=None)


class _Lora(msgspec.Struct, gc=False, rename="camel"):
    spreading_factor: int | None = None
    spread_factor: int | None = None


class _TxInfo(msgspec.Struct, gc=False):
    frequency: int | None = None
    lora: _Lora | None = msgspec.field(name="loRaModulationInfo", default=None)
    data_rate: _Lora | None = msgspec.field(name="dataRate", default=None)


class _Message(msgspec.Struct):
    dev_eui: str = msgspec.field(name="devEUI")
    device_name: str = msgspec.field(name="deviceName", default="")
    time: str | None = None
    rx_info: list[_Rx] = msgspec.field(name="rxInfo", default=[])
    tx_info: _TxInfo | None = msgspec.field(name="txInfo", default=None)
    counter: Annotated[int, msgspec.Meta(ge=0, lt=2**32)] = msgspec.field(name="fCnt", default=0)
    port: Annotated[int, msgspec.Meta(ge=0, le=255)] = msgspec.field(name="fPort", default=0)
    data: str | None = None
    object: dict[str, Any] | None = None
    object_text: str = msgspec.field(name="objectJSON", default="")
    confirmed: bool = msgspec.field(name="confirmedUplink", default=False)


_DECODER: Final = msgspec.json.Decoder(_Message, strict=False)
_FIELDS: Final = msgspec.json.Decoder(dict[str, Any])


def read(topic: str, payload: bytes) -> Uplink:
    """Read one pushed uplink.

    Raises
    ------
    RejectedError
        Not of this form, or of another device than the URL's.
    """
    device = pushed.device_of(topic)
    return read_body(payload, eui=device and names.eui(device), is_up=True)


def read_body(payload: bytes, *, eui: str | None, is_up: bool) -> Uplink:
    """Read the body; `eui` is the device of its topic, None when that names none.

    Raises
    ------
    RejectedError
        Not of this form, or of another device than the topic's.
    """
    message = decoding.decode(_DECODER, payload, _KIND)
    sender = names.same(eui, names.eui(message.dev_eui), "devEUI") or ""
    tx = message.tx_info or _TxInfo()
    lora = tx.lora or tx.data_rate or _Lora()
    gateway_time_us = from_text(message.time)
    if gateway_time_us is None:
        times = (from_text(rx.time) for rx in message.rx_info)
        gateway_time_us = next((at for at in times if at is not None), None)
    return Uplink(
        event=Event.UP if is_up else Event.OTHER,
        sender=sender,
        names=(message.device_name,) if message.device_name else (),
        counter=message.counter,
        port=message.port,
        payload=_bytes(message),
        gateway_time_us=gateway_time_us,
        decoded=message.object or _fields(message.object_text),
        gateways=tuple(
            Gateway(id=_gateway(rx), rssi_dbm=rx.rssi, snr_db=rx.snr) for rx in message.rx_info
        ),
        spreading_factor=lora.spreading_factor or lora.spread_factor,
        frequency_hz=tx.frequency,
        confirmed=message.confirmed,
    )


def _bytes(message: _Message) -> bytes | None:
    if message.data is None:
        return b"" if message.port else None
    return payloads.from_base64(message.data, _KIND)


def _gateway(rx: _Rx) -> str:
    return names.eui(rx.gateway_id) if rx.gateway_id else names.serial(rx.mac or "unknown")


def _fields(text: str) -> dict[str, Any] | None:
    """Return what the server decoded; a text that is no object is as good as none."""
    try:
        return _FIELDS.decode(text) or None
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None
