"""The Things Stack v3.

Source: lorawan-stack-docs, "MQTT Server" and "Data Formats". What is zero, empty or false is left
out; 64-bit numbers are text.
"""

import base64
from dataclasses import dataclass
from typing import Any

from firmware_sim.chance import word
from firmware_sim.frames import Frame
from firmware_sim.radio import Heard, Reception
from firmware_sim.servers import Published, nanoseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class TheThingsStack:
    """An application of The Things Stack that knows a device."""

    application: str
    tenant: str
    device: str
    dev_eui: str

    def up(self, session: str, counter: int, frame: Frame, reception: Reception) -> Published:
        """Return an uplink message."""
        uplink: dict[str, Any] = {
            "session_key_id": _key_id(session),
            "f_port": frame.port,
            "f_cnt": counter,
            "frm_payload": base64.b64encode(frame.payload).decode(),
            "rx_metadata": [_rx(heard) for heard in reception.gateways],
            "settings": {
                "data_rate": {
                    "lora": {
                        "bandwidth": 125_000,
                        "spreading_factor": reception.spreading_factor,
                        "coding_rate": "4/5",
                    }
                },
                "frequency": str(reception.frequency_hz),
                "timestamp": reception.gateways[0].token,
            },
            "received_at": nanoseconds(reception.server_us),
            "consumed_airtime": f"{reception.airtime_us / 1e6:.6f}s",
            "network_ids": {
                "net_id": "000013",
                "tenant_id": self.tenant,
                "cluster_id": "eu1",
            },
        }
        uplink = {key: value for key, value in uplink.items() if value not in (0, "")}
        return self._published("up", session, reception.application_us, {"uplink_message": uplink})

    def join(self, session: str, time_us: int) -> Published:
        """Return a join accept."""
        accept = {"session_key_id": _key_id(session), "received_at": nanoseconds(time_us)}
        return self._published("join", session, time_us + 210_000, {"join_accept": accept})

    def _published(self, event: str, session: str, time_us: int, body: dict[str, Any]) -> Published:
        correlation = word(self.device, event, time_us)
        message = {
            "end_device_ids": {
                "device_id": self.device,
                "application_ids": {"application_id": self.application},
                "dev_eui": self.dev_eui.upper(),
                "join_eui": "70B3D57ED0000000",
                "dev_addr": session.upper(),
            },
            "correlation_ids": [f"as:up:{correlation}", f"ns:uplink:{correlation}"],
            "received_at": nanoseconds(time_us),
        }
        topic = f"v3/{self.application}@{self.tenant}/devices/{self.device}/{event}"
        return Published(topic, message | body)


def _key_id(session: str) -> str:
    return base64.b64encode(bytes.fromhex(session * 4)).decode()


def _rx(heard: Heard) -> dict[str, Any]:
    said = {
        "gateway_ids": {"gateway_id": f"eui-{heard.gateway}", "eui": heard.gateway.upper()},
        "timestamp": heard.token,
        "rssi": heard.rssi_dbm,
        "channel_rssi": heard.rssi_dbm,
        "snr": heard.snr_db,
        "uplink_token": base64.b64encode(heard.token.to_bytes(4, "big")).decode(),
        "received_at": nanoseconds(heard.server_us),
    }
    return {key: value for key, value in said.items() if value != 0}
