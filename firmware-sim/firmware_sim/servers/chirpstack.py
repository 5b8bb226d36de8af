"""ChirpStack v4, JSON.

Source: chirpstack-docs, "MQTT integration" and "Event types"; chirpstack-api 4.20.
"""

import base64
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec

from firmware_sim.frames import Frame
from firmware_sim.radio import Heard, Reception, gateway_eui
from firmware_sim.servers import Order, Published, nanoseconds

_UTC = "+00:00"


class _Command(msgspec.Struct, rename="camel"):
    dev_eui: str
    f_port: Annotated[int, msgspec.Meta(ge=1, le=255)]
    confirmed: bool = False
    data: str = ""
    id: str = ""


_DECODER: Final = msgspec.json.Decoder(_Command)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChirpStack:
    """An application of ChirpStack that knows a device."""

    application: str  #: its name
    device: str
    dev_eui: str
    profile: str

    @property
    def hears(self) -> tuple[str, ...]:
        """The topics on which it takes downlinks."""
        application = _named(self.application, "application")
        return (f"application/{application}/device/{self.dev_eui}/command/down",)

    def up(self, session: str, counter: int, frame: Frame, reception: Reception) -> Published:
        """Return an `up` event."""
        body = {
            "devAddr": session,
            "adr": True,
            "dr": 12 - reception.spreading_factor,
            "fCnt": counter,
            "fPort": frame.port,
            "confirmed": False,
            "data": base64.b64encode(frame.payload).decode(),
            "rxInfo": [_rx(heard) for heard in reception.gateways],
            "txInfo": {
                "frequency": reception.frequency_hz,
                "modulation": {
                    "lora": {
                        "bandwidth": 125_000,
                        "spreadingFactor": reception.spreading_factor,
                        "codeRate": "CR_4_5",
                    }
                },
            },
        }
        return self._published("up", session, reception.server_us, counter, body)

    def join(self, session: str, time_us: int) -> Published:
        """Return a `join` event: sent with the first frame after the join."""
        return self._published("join", session, time_us, "join", {"devAddr": session})

    def orders(self, topic: str, payload: bytes) -> tuple[list[Order], bool]:  # noqa: ARG002
        """Read what came on `command/down`: one downlink for the device of the topic."""
        said = _DECODER.decode(payload)
        if said.dev_eui.lower() != self.dev_eui:
            raise ValueError(f"devEui {said.dev_eui!r} is not that of the topic, {self.dev_eui}")
        made_up = _uuid(self.device, "queue", payload)
        order = Order(
            port=said.f_port,
            payload=base64.b64decode(said.data, validate=True),
            confirmed=said.confirmed,
            said={},
            id=said.id or made_up,
        )
        return [order], False

    def queued(self, order: Order, time_us: int) -> Published | None:  # noqa: ARG002
        """Return nothing: ChirpStack tells of a downlink when it is sent."""
        return None

    def sent(self, session: str, counter: int, order: Order, time_us: int) -> Published:
        """Return a `txack` event: a gateway has sent it."""
        body = {
            "downlinkId": int(_uuid(order.id, "downlink")[:8], 16),
            "queueItemId": order.id,
            "fCntDown": counter,
            "gatewayId": gateway_eui(self.application, 0),
        }
        return self._published("txack", session, time_us, f"txack/{counter}", body)

    def acknowledged(self, session: str, counter: int, order: Order, time_us: int) -> Published:
        """Return an `ack` event."""
        body = {"queueItemId": order.id, "acknowledged": True, "fCntDown": counter}
        return self._published("ack", session, time_us, f"ack/{counter}", body)

    def _published(
        self, event: str, session: str, time_us: int, what: object, body: dict[str, Any]
    ) -> Published:
        application = _named(self.application, "application")
        message = {
            "deduplicationId": _uuid(self.device, session, what),
            "time": nanoseconds(time_us, _UTC),
            "deviceInfo": {
                "tenantId": _named(self.application, "tenant"),
                "tenantName": "ChirpStack",
                "applicationId": application,
                "applicationName": self.application,
                "deviceProfileId": _named(self.profile, "profile"),
                "deviceProfileName": self.profile,
                "deviceName": self.device,
                "devEui": self.dev_eui,
                "deviceClassEnabled": "CLASS_A",
                "tags": {},
            },
        }
        topic = f"application/{application}/device/{self.dev_eui}/event/{event}"
        return Published(topic, message | body)


def _uuid(*key: object) -> str:
    digest = blake2b("/".join(map(str, key)).encode(), digest_size=16).digest()
    return str(UUID(bytes=digest, version=4))


@lru_cache(maxsize=256)
def _named(name: str, what: str) -> str:
    return _uuid(name, what)


def _rx(heard: Heard) -> dict[str, Any]:
    return {
        "gatewayId": heard.gateway,
        "uplinkId": heard.token,
        "nsTime": nanoseconds(heard.server_us, _UTC),
        "rssi": heard.rssi_dbm,
        "snr": heard.snr_db,
        "context": base64.b64encode(heard.token.to_bytes(4, "big")).decode(),
        "metadata": {"region_common_name": "EU868", "region_config_id": "eu868"},
        "crcStatus": "CRC_OK",
    }
