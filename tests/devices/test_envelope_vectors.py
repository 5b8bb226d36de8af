"""Every recorded message of a network server is read: identity, time, radio, counter, bytes."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import pytest

from devices.envelopes import catalogue
from devices.uplink import Event, Uplink
from tests.devices.vectors import rows

ROWS = rows("network_server_messages.jsonl")
KINDS = {
    "ThingsStackCommunity": "tts",
    "ThingsStackIndustries": "tts",
    "ChirpStack": "chirpstack",
    "LORIOT": "loriot",
    "ThingPark": "thingpark",
    "ThingParkEnterprise": "thingpark",
    "HTTP": "gateway",
}
# The Application Server hands a message on some 200 ms after the Network Server received it, and
# the recordings' expectations take now the one, now the other.
LATER_MAX_MS = {"tts": 500}

pytestmark = [
    pytest.mark.recordings,
    pytest.mark.skipif(not ROWS, reason="vectors missing beside the checkout (../shared/vectors)"),
]


def said(row: dict[str, Any]) -> dict[str, Any]:
    """Return what the recording's own converter made of a message: ours is only laid beside it."""
    expected = row["expected"]
    first = expected[0] if isinstance(expected, list) else expected
    telemetry = next((t for t in first["telemetry"]), {})
    attributes, values = first["attributes"], telemetry.get("values", {})
    eui = attributes.get("eui") or attributes.get("lora_dev_eui") or first["deviceName"][-16:]
    found = {
        "sender": eui.lower(),
        "port": attributes.get("fPort", values.get("lora_frame_port")),
        "frequency_hz": int(attributes.get("frequency", values.get("lora_frequency", 0))),
        "spreading_factor": attributes.get("spreadingFactor", values.get("lora_spreading_factor")),
        "counter": values.get("lora_frame_counter"),
        "rssi_dbm": values.get("lora_rssi"),
        "snr_db": values.get("lora_snr"),
    }
    return {name: value for name, value in found.items() if value is not None}


def read(row: dict[str, Any]) -> Uplink:
    kind = KINDS[row["ns"]]
    (uplink,) = catalogue.read(kind, f"uplinks/{kind}/city", json.dumps(row["message"]).encode())
    return uplink


def seen(uplink: Uplink) -> dict[str, Any]:
    gateway = uplink.gateways[0]
    return {
        "sender": uplink.sender,
        "port": uplink.port,
        "frequency_hz": uplink.frequency_hz,
        "spreading_factor": uplink.spreading_factor,
        "counter": uplink.counter,
        "rssi_dbm": gateway.rssi_dbm,
        "snr_db": gateway.snr_db,
    }


def sent_bytes(row: dict[str, Any]) -> bytes:
    message = row["message"]
    if row["ns"].startswith("ThingsStack"):
        return b64decode(message["uplink_message"]["frm_payload"] + "==")
    if row["ns"] in ("ChirpStack", "HTTP"):
        return b64decode(message["data"] + "==")
    return bytes.fromhex(message.get("data") or message["DevEUI_uplink"]["payload_hex"])


def name(row: dict[str, Any]) -> str:
    return f"{row['ns']}-{row['source_path']}"


def test_every_recorded_message_is_here() -> None:
    assert len(ROWS) == 661
    assert {row["ns"] for row in ROWS} == set(KINDS)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_a_recorded_message_says_who_sent_what_over_which_radio(row: dict[str, Any]) -> None:
    uplink = read(row)
    wanted = said(row)

    assert uplink.event is Event.UP
    assert uplink.payload == sent_bytes(row)
    assert {key: value for key, value in seen(uplink).items() if key in wanted} == wanted


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_a_recorded_message_says_when(row: dict[str, Any]) -> None:
    uplink = read(row)
    expected = row["expected"]
    first = expected[0] if isinstance(expected, list) else expected
    wanted_ms = next((t["ts"] for t in first["telemetry"] if "ts" in t), None)
    found_us = uplink.server_time_us or uplink.gateway_time_us

    if row["ns"] == "HTTP":
        assert found_us is None, "2020-0327T12:39:05 is no time"
        return
    if "nsTime" in json.dumps(row["message"]):
        # These were given a `time` two days away from the server's own clock, which is right.
        wanted_ms = row["message"]["rxInfo"][0]["nsTime"]
    if wanted_ms is None:  # ChirpStack v3: nothing but the gateway's clock
        wanted_ms = row["message"]["rxInfo"][0]["time"]
    if isinstance(wanted_ms, str):
        at = datetime.fromisoformat(wanted_ms).astimezone(UTC)
        wanted_ms = at.timestamp() * 1_000
    assert found_us is not None
    later_ms = wanted_ms - found_us / 1_000
    assert -1 < later_ms < LATER_MAX_MS.get(KINDS[row["ns"]], 1)
