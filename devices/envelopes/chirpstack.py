"""ChirpStack v4, JSON: `application/<application>/device/<DevEUI>/event/<event>`.

Events: up, status, join, log; ack, txack, location and integration are counted and kept nowhere.
`time` is the server's choice of GPS time, the gateway's clock, or its own: where `nsTime` is given
that is the server's, and where `time` repeats the gateway's clock it is no more than that.
A body without `deviceInfo` is one of ChirpStack v3 or of a gateway's own server, see
`devices.envelopes.chirpstack_v3`. Source: chirpstack-docs, "Event types"; chirpstack-api 4.
"""

import re
from functools import lru_cache
from typing import Annotated, Any, Final, NamedTuple

import msgspec

from devices.envelopes import chirpstack_v3, decoding, names, payloads, pushed
from devices.envelopes.instants import from_text
from devices.errors import Cause, RejectedError
from devices.uplink import Event, Gateway, Uplink

_KIND: Final = "ChirpStack"
_TOPIC: Final = re.compile(
    r"application/(?P<application>[^/]{1,64})/device/(?P<eui>[0-9A-Fa-f]{16})"
    r"/event/(?P<event>[a-z]{1,32})"
)
_EVENTS: Final = {event.value: event for event in Event if event is not Event.OTHER}


class _DeviceInfo(msgspec.Struct, gc=False, rename="camel"):
    dev_eui: str
    application_id: str = ""
    device_name: str = ""


class _Rx(msgspec.Struct, gc=False, rename="camel"):
    gateway_id: str = ""
    gw_time: str | None = None
    ns_time: str | None = None
    time: str | None = None  #: early v4, in the place of the two above
    rssi: float | None = None
    snr: float | None = None


class _TxInfo(msgspec.Struct):
    frequency: int | None = None
    modulation: Any = None


class _Message(msgspec.Struct, rename="camel"):
    device_info: _DeviceInfo | None = None
    deduplication_id: str = ""
    time: str | None = None
    dev_addr: str = ""
    f_cnt: Annotated[int, msgspec.Meta(ge=0, lt=2**32)] = 0
    f_port: Annotated[int, msgspec.Meta(ge=0, le=255)] = 0
    confirmed: bool = False
    data: str | None = None
    object: dict[str, Any] | None = None
    rx_info: list[_Rx] = []
    tx_info: _TxInfo | None = None
    margin: float | None = None
    external_power_source: bool = False
    battery_level_unavailable: bool = False
    battery_level: float | None = None
    level: Any = None
    code: Any = None
    description: str = ""


_DECODER: Final = msgspec.json.Decoder(_Message, strict=False)


class _Place(NamedTuple):
    application: str | None
    eui: str | None
    event: str | None


def read(topic: str, payload: bytes) -> Uplink:
    """Read one event.

    Raises
    ------
    RejectedError
        Not of the documented form, or of another device or application than the topic's.
    """
    place = _place(topic)
    message = decoding.decode(_DECODER, payload, _KIND)
    if message.device_info is None:
        return chirpstack_v3.read_body(payload, eui=place.eui, is_up=place.event in (None, "up"))
    info = message.device_info
    sender = names.same(place.eui, names.eui(info.dev_eui), "devEui")
    names.same(place.application, info.application_id or None, "applicationId")
    event = _EVENTS.get(place.event or _guess(message), Event.OTHER)
    known: dict[str, Any] = {
        "event": event,
        "sender": sender,
        "names": (info.device_name,) if info.device_name else (),
        "session": message.dev_addr and names.name(message.dev_addr, "devAddr"),
        "delivery_id": message.deduplication_id,
        "server_time_us": from_text(message.time),
    }
    if event is Event.UP:
        return _up(message, known)
    if event is Event.STATUS:
        return _status(message, known)
    if event is Event.LOG:
        known["note"] = f"{message.code or message.level or 'LOG'}: {message.description}"[:1_000]
    return Uplink(**known)


@lru_cache(maxsize=65_536)
def _place(topic: str) -> _Place:
    """Return what the topic names; of a pushed message the event at most."""
    push = pushed.parse(topic)
    if push is not None:
        return _Place(None, push.device and names.eui(push.device), push.event)
    match = _TOPIC.fullmatch(topic)
    if match is None:
        raise RejectedError(
            Cause.BAD_TOPIC,
            f"topic {topic[:200]!r} is not application/<id>/device/<DevEUI>/event/<event>",
        )
    return _Place(match["application"], match["eui"].lower(), match["event"])


def _guess(message: _Message) -> str:
    """Return the event of a message that was pushed without `?event=`."""
    if message.rx_info or message.data is not None:
        return Event.UP
    if message.margin is not None or message.battery_level is not None:
        return Event.STATUS
    if message.level is not None or message.code is not None:
        return Event.LOG
    return Event.JOIN if message.dev_addr else Event.OTHER


def _up(message: _Message, known: dict[str, Any]) -> Uplink:
    received = message.rx_info
    clocks = [at for at in (from_text(rx.ns_time) for rx in received) if at is not None]
    gateway_texts = [at for at in (rx.gw_time or rx.time for rx in received) if at]
    gateway_time_us = from_text(gateway_texts[0]) if gateway_texts else None
    server_time_us = min(clocks) if clocks else known["server_time_us"]
    if not clocks and message.time in gateway_texts:
        server_time_us = None  # the gateway's clock under another name
    tx = message.tx_info or _TxInfo()
    return Uplink(
        **known
        | {
            "server_time_us": server_time_us,
            "gateway_time_us": gateway_time_us,
            "counter": message.f_cnt,
            "port": message.f_port,
            "payload": _bytes(message),
            "decoded": message.object or None,
            "gateways": tuple(
                Gateway(id=rx.gateway_id.lower(), rssi_dbm=rx.rssi, snr_db=rx.snr)
                for rx in received
            ),
            "spreading_factor": _spreading_factor(tx),
            "frequency_hz": tx.frequency,
            "confirmed": message.confirmed,
        }
    )


def _bytes(message: _Message) -> bytes | None:
    if message.data is not None:
        return payloads.from_base64(message.data, _KIND)
    return b"" if message.f_port else None


def _spreading_factor(tx: _TxInfo) -> int | None:
    lora = decoding.flat(decoding.flat(tx.modulation).get("lora"))
    found = lora.get("spreadingFactor")
    return found if isinstance(found, int) else None


def _status(message: _Message, known: dict[str, Any]) -> Uplink:
    """Return battery and margin; a mains-powered device has no battery to speak of."""
    unknown = message.battery_level_unavailable or message.external_power_source
    return Uplink(
        **known
        | {
            "battery_percent": None if unknown else message.battery_level or 0.0,
            "margin_db": message.margin or 0.0,
        }
    )
