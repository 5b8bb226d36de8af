"""What network servers say in tests, in as few words as possible."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

EUI = "0004a30b001c0530"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def tts(
    payload: bytes | None = b"\x01",
    *,
    eui: str = EUI,
    device_id: str = "bay-17",
    counter: int = 7,
    session: str = "s1",
    port: int = 1,
    at: datetime | None = NOON,
    simulated: bool = False,
    application: str = "city",
    **more: object,
) -> bytes:
    """Return an uplink of The Things Stack; fields that are zero are left out, as it does."""
    up: dict[str, Any] = {
        "session_key_id": session,
        "f_port": port,
        "f_cnt": counter,
        "frm_payload": "" if payload is None else b64encode(payload).decode(),
        "rx_metadata": [
            {"gateway_ids": {"eui": "AA00000000000001"}, "rssi": -110, "snr": -3.5},
            {"gateway_ids": {"eui": "AA00000000000002"}, "rssi": -80, "snr": 9},
        ],
        "settings": {"data_rate": {"lora": {"spreading_factor": 9}}},
        "received_at": at.isoformat() if at is not None else "",
    }
    message = {
        "end_device_ids": _ids(eui, device_id, application),
        "received_at": at.isoformat() if at is not None else "",
        "simulated": simulated,
        "uplink_message": {k: v for k, v in (up | more).items() if v not in (0, "", False)},
    }
    return json.dumps(message).encode()


def tts_join(*, eui: str = EUI, device_id: str = "bay-17", session: str = "s2") -> bytes:
    """Return a join of The Things Stack."""
    join = {"session_key_id": session, "received_at": NOON.isoformat()}
    return json.dumps({"end_device_ids": _ids(eui, device_id), "join_accept": join}).encode()


def _ids(eui: str, device_id: str, application: str = "city") -> dict[str, Any]:
    return {
        "device_id": device_id,
        "application_ids": {"application_id": application},
        "dev_eui": eui.upper(),
        "dev_addr": "00BCB929",
    }


def tts_topic(device_id: str = "bay-17", event: str = "up") -> str:
    """Return the topic of such a message."""
    return f"v3/city@tenant/devices/{device_id}/{event}"


def chirpstack(
    payload: bytes = b"\x01",
    *,
    eui: str = EUI,
    counter: int = 7,
    address: str = "00bcb929",
    port: int = 1,
    at: datetime = NOON,
    **more: object,
) -> bytes:
    """Return an `up` event of ChirpStack."""
    message: dict[str, Any] = {
        "deduplicationId": "57433366-50a6-4dc2-8145-2df1bbc70d9e",
        "time": at.isoformat(),
        "deviceInfo": {"applicationId": "a-1", "devEui": eui, "deviceName": "Bay 17"},
        "devAddr": address,
        "fCnt": counter,
        "fPort": port,
        "data": b64encode(payload).decode(),
        "rxInfo": [{"gatewayId": "aa", "nsTime": at.isoformat(), "rssi": -90, "snr": 5.0}],
    }
    return json.dumps(message | more).encode()


def chirpstack_event(**fields: object) -> bytes:
    """Return another event of ChirpStack."""
    info = {"applicationId": "a-1", "devEui": EUI, "deviceName": "Bay 17"}
    return json.dumps({"time": NOON.isoformat(), "deviceInfo": info} | fields).encode()


def chirpstack_topic(event: str = "up", *, eui: str = EUI) -> str:
    """Return the topic of such a message."""
    return f"application/a-1/device/{eui}/event/{event}"
