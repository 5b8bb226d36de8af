"""ChirpStack v4, JSON.

Source: chirpstack-docs, "MQTT integration" and "Event types"; chirpstack-api 4.20.
"""

import base64
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from uuid import UUID

from firmware_sim.frames import Frame
from firmware_sim.radio import Heard, Reception
from firmware_sim.servers import Published, nanoseconds

_UTC = "+00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChirpStack:
    """An application of ChirpStack that knows a device."""

    application: str  #: its name
    device: str
    dev_eui: str
    profile: str

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
