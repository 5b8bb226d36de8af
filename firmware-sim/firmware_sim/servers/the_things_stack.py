"""The Things Stack v3.

Source: lorawan-stack-docs, "MQTT Server" and "Data Formats". What is zero, empty or false is left
out; 64-bit numbers are text.
"""

import base64
from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec

from firmware_sim.chance import word
from firmware_sim.frames import Frame
from firmware_sim.radio import Heard, Reception
from firmware_sim.servers import Order, Published, nanoseconds


class _Downlink(msgspec.Struct):
    f_port: Annotated[int, msgspec.Meta(ge=1, le=255)]
    frm_payload: str = ""
    confirmed: bool = False
    priority: str = "LOWEST"
    correlation_ids: list[str] = []


class _Downlinks(msgspec.Struct):
    downlinks: list[_Downlink] = []


_DECODER: Final = msgspec.json.Decoder(_Downlinks)


@dataclass(frozen=True, slots=True, kw_only=True)
class TheThingsStack:
    """An application of The Things Stack that knows a device."""

    application: str
    tenant: str
    device: str
    dev_eui: str

    @property
    def hears(self) -> tuple[str, ...]:
        """The topics on which it takes downlinks."""
        base = f"v3/{self.application}@{self.tenant}/devices/{self.device}/down"
        return f"{base}/push", f"{base}/replace"

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

    def orders(self, topic: str, payload: bytes) -> tuple[list[Order], bool]:
        """Read what came on `down/push` or `down/replace`: a list `downlinks`."""
        message = _DECODER.decode(payload)
        found = [
            Order(
                port=said.f_port,
                payload=base64.b64decode(said.frm_payload, validate=True),
                confirmed=said.confirmed,
                said={
                    "f_port": said.f_port,
                    "frm_payload": said.frm_payload,
                    "priority": said.priority,
                    "confirmed": said.confirmed,
                },
                id=said.correlation_ids[0] if said.correlation_ids else "",
            )
            for said in message.downlinks
        ]
        return found, topic.endswith("/replace")

    def queued(self, order: Order, time_us: int) -> Published | None:
        """Return `downlink_queued`."""
        return self._down("queued", order, time_us, {})

    def sent(self, session: str, counter: int, order: Order, time_us: int) -> Published:
        """Return `downlink_sent`."""
        beside = {"session_key_id": _key_id(session), "f_cnt": counter}
        return self._down("sent", order, time_us, beside)

    def acknowledged(self, session: str, counter: int, order: Order, time_us: int) -> Published:
        """Return `downlink_ack`."""
        beside = {"session_key_id": _key_id(session), "f_cnt": counter}
        return self._down("ack", order, time_us, beside)

    def _down(self, event: str, order: Order, time_us: int, beside: dict[str, Any]) -> Published:
        body = beside | order.said
        body |= {"correlation_ids": [order.id]} if order.id else {}
        body = {key: value for key, value in body.items() if value not in (0, "", False)}
        # The address stands only in what follows from a session.
        told = self._published(f"down/{event}", "", time_us, {f"downlink_{event}": body})
        del told.message["end_device_ids"]["dev_addr"]
        return told

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
