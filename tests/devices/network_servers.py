"""Messages of network servers, as their documentation shows them."""

import json
from typing import Any

from devices.envelopes import chirpstack, tts
from devices.uplink import Uplink

TTS_TOPIC = "v3/app1@tenant1/devices/dev1/up"
CHIRPSTACK_TOPIC = "application/a-1/device/0004a30b001c0530/event/up"


def tts_message(**changed: object) -> dict[str, Any]:
    message: dict[str, Any] = {
        "end_device_ids": {
            "device_id": "dev1",
            "application_ids": {"application_id": "app1"},
            "dev_eui": "0004A30B001C0530",
            "dev_addr": "00BCB929",
        },
        "received_at": "2020-02-12T15:15:46.014773143Z",
        "uplink_message": {
            "session_key_id": "AXA50tHUGUucuzS/bCGMNw==",
            "f_port": 2,
            "f_cnt": 1,
            "frm_payload": "gkHe",
            "rx_metadata": [{"gateway_ids": {"gateway_id": "gtw1", "eui": "9C5C8E00001A05C4"}}],
            "settings": {"frequency": "868300000"},
            "received_at": "2020-02-12T15:15:45.789585559Z",
        },
    }
    return message | changed


def up(**changed: object) -> dict[str, Any]:
    message = tts_message()
    message["uplink_message"] |= changed
    message["uplink_message"] = {
        key: value for key, value in message["uplink_message"].items() if value is not None
    }
    return message


def read_tts(message: dict[str, Any], topic: str = TTS_TOPIC) -> Uplink:
    return tts.read(topic, json.dumps(message).encode())


def chirpstack_message(**changed: object) -> dict[str, Any]:
    message: dict[str, Any] = {
        "deduplicationId": "57433366-50a6-4dc2-8145-2df1bbc70d9e",
        "time": "2025-04-17T08:10:02.728+00:00",
        "deviceInfo": {"applicationId": "a-1", "devEui": "0004a30b001c0530", "deviceName": "bay"},
    }
    return message | changed


def read_chirpstack(message: dict[str, Any], event: str = "up") -> Uplink:
    topic = CHIRPSTACK_TOPIC.removesuffix("up") + event
    return chirpstack.read(topic, json.dumps(message).encode())
