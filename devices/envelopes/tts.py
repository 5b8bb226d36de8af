"""The Things Stack v3: `v3/<application>[@<tenant>]/devices/<device id>/<event>`.

Empty fields are omitted: a missing `f_cnt`, `f_port`, `rssi` or `confirmed` is zero, an empty
`frm_payload` with a port is a payload without bytes. 64-bit numbers come as text, fractions of
times have nine digits. Broker: MQTT 3.1.1, QoS 0. Source: lorawan-stack-docs, "Data Formats" and
"MQTT Server"; api/ttn/lorawan/v3/messages.proto.
"""

import re
from functools import lru_cache
from typing import Annotated, Any, Final, NamedTuple

import msgspec

from devices.envelopes import decoding, names, payloads, pushed
from devices.envelopes.instants import from_text
from devices.errors import Cause, RejectedError
from devices.uplink import Event, Gateway, Uplink

_KIND: Final = "The Things Stack"
_TOPIC: Final = re.compile(
    r"v3/(?P<application>[^/@]{1,64})(?:@(?P<tenant>[^/]{1,64}))?"
    r"/devices/(?P<device>[^/]{1,64})/(?P<event>[a-z/]{1,32})"
)


class _Application(msgspec.Struct, gc=False):
    application_id: str = ""


class _Ids(msgspec.Struct, gc=False):
    device_id: str = ""
    application_ids: _Application = msgspec.field(default_factory=_Application)
    dev_eui: str = ""
    dev_addr: str = ""


class _GatewayIds(msgspec.Struct, gc=False):
    gateway_id: str = ""
    eui: str = ""


class _PacketBroker(msgspec.Struct, gc=False):
    forwarder_gateway_eui: str = ""
    forwarder_gateway_id: str = ""


class _Rx(msgspec.Struct, gc=False):
    gateway_ids: _GatewayIds = msgspec.field(default_factory=_GatewayIds)
    packet_broker: _PacketBroker | None = None
    time: str | None = None
    rssi: float = 0.0
    snr: float = 0.0


class _Lora(msgspec.Struct, gc=False):
    spreading_factor: int | None = None


class _DataRate(msgspec.Struct, gc=False):
    lora: _Lora | None = None


class _Settings(msgspec.Struct, gc=False):
    data_rate: _DataRate | None = None
    frequency: int | None = None
    time: str | None = None


class _Battery(msgspec.Struct, gc=False):
    value: float = 0.0


class _Up(msgspec.Struct, gc=False):
    session_key_id: str = ""
    f_port: Annotated[int, msgspec.Meta(ge=0, le=255)] = 0
    f_cnt: Annotated[int, msgspec.Meta(ge=0, lt=2**32)] = 0
    frm_payload: str = ""
    decoded_payload: dict[str, Any] | None = None
    rx_metadata: list[_Rx] = []
    settings: _Settings = msgspec.field(default_factory=_Settings)
    received_at: str | None = None
    confirmed: bool = False
    last_battery_percentage: _Battery | None = None


class _Join(msgspec.Struct, gc=False):
    session_key_id: str = ""
    received_at: str | None = None


class _Message(msgspec.Struct, gc=False):
    end_device_ids: _Ids
    received_at: str | None = None
    simulated: bool = False
    uplink_message: _Up | None = None
    join_accept: _Join | None = None


_DECODER: Final = msgspec.json.Decoder(_Message, strict=False)


class _Place(NamedTuple):
    application: str
    device: str


def read(topic: str, payload: bytes) -> Uplink:
    """Read one message; what is neither an uplink nor a join is `Event.OTHER`.

    Raises
    ------
    RejectedError
        Not of the documented form, or of another device or application than the topic's.
    """
    place = _place(topic)
    message = decoding.decode(_DECODER, payload, _KIND)
    ids = message.end_device_ids
    device_id = names.same(place and place.device, ids.device_id or None, "device_id")
    names.same(
        place and place.application, ids.application_ids.application_id or None, "application_id"
    )
    if not device_id:
        raise decoding.malformed(_KIND, "`end_device_ids.device_id` is missing")
    sender = names.eui(ids.dev_eui) if ids.dev_eui else names.name(device_id, "device_id")
    if message.uplink_message is not None:
        return _up(message, message.uplink_message, sender, device_id)
    event, session, at = Event.OTHER, "", message.received_at
    if message.join_accept is not None:
        event, session = Event.JOIN, message.join_accept.session_key_id or ids.dev_addr
        at = message.join_accept.received_at or at
    return Uplink(
        event=event,
        sender=sender,
        names=(device_id,),
        session=session and names.name(session, "session_key_id"),
        server_time_us=from_text(at),
        simulated=message.simulated,
    )


@lru_cache(maxsize=65_536)
def _place(topic: str) -> _Place | None:
    """Return what the topic names; nothing when the message was pushed."""
    if pushed.parse(topic) is not None:
        return None
    match = _TOPIC.fullmatch(topic)
    if match is None:
        raise RejectedError(
            Cause.BAD_TOPIC,
            f"topic {topic[:200]!r} is not v3/<application>[@<tenant>]/devices/<device>/<event>",
        )
    names.name(match["device"], "device_id")
    return _Place(match["application"], match["device"])


def _up(message: _Message, up: _Up, sender: str, device_id: str) -> Uplink:
    settings = up.settings
    lora = settings.data_rate.lora if settings.data_rate is not None else None
    battery = up.last_battery_percentage
    session = up.session_key_id or message.end_device_ids.dev_addr
    return Uplink(
        event=Event.UP,
        sender=sender,
        names=(device_id,),
        session=session and names.name(session, "session_key_id"),
        counter=up.f_cnt,
        port=up.f_port,
        payload=_bytes(up),
        server_time_us=from_text(up.received_at) or from_text(message.received_at),
        gateway_time_us=_gateway_time(up),
        decoded=up.decoded_payload,
        gateways=_gateways(up.rx_metadata),
        spreading_factor=lora.spreading_factor if lora is not None else None,
        frequency_hz=settings.frequency,
        confirmed=up.confirmed,
        battery_percent=battery.value if battery is not None else None,
        simulated=message.simulated,
    )


def _bytes(up: _Up) -> bytes | None:
    if not up.frm_payload:
        return b"" if up.f_port else None
    return payloads.from_base64(up.frm_payload, _KIND)


def _gateway_time(up: _Up) -> int | None:
    found = from_text(up.settings.time)
    if found is None:
        found = next((at for at in (from_text(rx.time) for rx in up.rx_metadata) if at), None)
    return found


def _gateways(received: list[_Rx]) -> tuple[Gateway, ...]:
    """Return each gateway once: Packet Broker repeats what our own gateway heard."""
    if len(received) == 1:
        rx = received[0]
        return (Gateway(id=_gateway_id(rx), rssi_dbm=rx.rssi, snr_db=rx.snr),)
    found: dict[str, Gateway] = {}
    for rx in received:
        gateway = Gateway(id=_gateway_id(rx), rssi_dbm=rx.rssi, snr_db=rx.snr)
        found.setdefault(gateway.id, gateway)
    return tuple(found.values())


def _gateway_id(rx: _Rx) -> str:
    ids, broker = rx.gateway_ids, rx.packet_broker
    if broker is not None:
        found = broker.forwarder_gateway_eui.lower() or broker.forwarder_gateway_id
    else:
        found = ids.eui.lower() or ids.gateway_id
    return found or ids.gateway_id
