"""Every recorded message of a device that speaks JSON itself is read: who, when, its samples."""

import json
from datetime import datetime
from typing import Any

import pytest

from devices.envelopes import catalogue
from devices.uplink import Uplink
from tests.devices.vectors import rows

ROWS = rows("json_devices.jsonl")
KINDS = {
    "axis": "axis",
    "digitalMatter": "digital-matter",
    "disruptiveTechnologies": "disruptive",
    "haltian": "haltian",
    "sensry.io": "sensry",
    "vergeSense": "vergesense",
    "xovis": "xovis",
    "yanzi": "yanzi",
}

pytestmark = [
    pytest.mark.recordings,
    pytest.mark.skipif(not ROWS, reason="vectors missing beside the checkout (../shared/vectors)"),
]


def identity(row: dict[str, Any]) -> str | None:
    """Return the serial number in a message as written, None where it has none."""
    said = row["input"]
    part = next((said[key] for key in said if key.endswith("_data")), {})
    for found in (
        said.get("sensor", {}).get("serial"),
        said.get("tsmTuid"),
        said.get("SerNo"),
        said.get("sensor_id"),
        said.get("space_id") and f"space-{said['space_id']}",
        part.get("sensor_info", {}).get("serial_number"),
    ):
        if found:
            text = str(found).lower()
            return text.replace(":", "") if text.count(":") == 5 else text
    return None


def read(row: dict[str, Any]) -> Uplink:
    kind = KINDS[row["vendor"]]
    device = "" if identity(row) else "/device/hall-3"
    topic = f"uplinks/{kind}/city{device}"
    (uplink,) = catalogue.read(kind, topic, json.dumps(row["input"]).encode())
    return uplink


def times_ms(uplink: Uplink) -> set[int]:
    """Return every time that the samples and events carry, starts and ends of counts."""
    found = set()
    fields = uplink.decoded or {}
    for part in (*fields.get("samples", ()), *fields.get("events", ())):
        if "time" in part:
            begin = datetime.fromisoformat(part["time"]).timestamp() * 1_000
            found |= {round(begin), round(begin + 1_000 * part.get("duration_s", 0))}
    return found


def name(row: dict[str, Any]) -> str:
    return str(row["source_path"])


def test_every_recorded_message_is_here() -> None:
    assert len(ROWS) == 39
    assert {row["vendor"] for row in ROWS} == set(KINDS)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_a_device_is_known_by_its_own_number_or_by_the_url(row: dict[str, Any]) -> None:
    assert read(row).sender == (identity(row) or "hall-3")


@pytest.mark.parametrize("row", [r for r in ROWS if "timestamp" in r["expected"][0]], ids=name)
def test_a_sample_has_the_time_that_the_vendor_gives_it(row: dict[str, Any]) -> None:
    wanted = {
        round(datetime.fromisoformat(event["timestamp"]).timestamp() * 1_000)
        for event in row["expected"]
        if event["topic"] in ("line_count", "queue", "zone", "count", "queue_time", "default")
    }

    assert wanted
    assert wanted <= times_ms(read(row))


def counted(row: dict[str, Any]) -> dict[str, int]:
    """Return how many crossed a line forward and backward, from the fields we read."""
    fields = read(row).decoded or {}
    found = {"fw": 0, "bw": 0}
    for sample in fields.get("samples", ()):
        for direction, key in (("fw", "fw"), ("bw", "bw"), ("fw", "in"), ("bw", "out")):
            found[direction] += int(sample.get(key) or 0)
    people = [e for e in fields.get("events", ()) if e["object"] == "PERSON"]
    for event in people:
        found["fw"] += event["type"] == "LINE_CROSS_FORWARD"
        found["bw"] += event["type"] == "LINE_CROSS_BACKWARD"
    return found


LINES = [r for r in ROWS if any(e["topic"] == "line_count" for e in r["expected"])]


@pytest.mark.parametrize("row", LINES, ids=name)
def test_people_are_counted_as_the_vendor_counts_them(row: dict[str, Any]) -> None:
    events = [e["data"] for e in row["expected"] if e["topic"] == "line_count"]

    assert counted(row) == {key: sum(e[key] for e in events) for key in ("fw", "bw")}


PLAIN = [
    r
    for r in ROWS
    if r["vendor"] in ("sensry.io", "haltian", "disruptiveTechnologies", "yanzi", "vergeSense")
]


@pytest.mark.parametrize("row", PLAIN, ids=name)
def test_no_value_of_a_message_is_lost(row: dict[str, Any]) -> None:
    sample = (read(row).decoded or {})["samples"][0]
    said = row["input"]
    body = said.get("sensors") or said.get(said.get("eventType", "")) or said
    numbers = {
        key: value
        for key, value in body.items()
        if isinstance(value, int | float) and key not in ("tsmTs", "space_id")
    }

    assert {key: sample.get(key) for key in numbers} == numbers


def test_a_frame_in_a_json_message_is_kept_as_bytes() -> None:
    frames = [r for r in ROWS if "payloadHex" in r["input"]]

    assert [(read(r).port, (read(r).payload or b"").hex()) for r in frames] == [
        (130, "16706f6e6e7071283608"),
        (1, "40010206"),
    ]


def test_a_position_without_a_fix_is_left_out() -> None:
    row = next(r for r in ROWS if "Records" in r["input"])
    samples = (read(row).decoded or {})["samples"]

    assert [sorted(s) for s in samples] == [
        ["analogue", "digital", "reason", "seq", "time"],
        ["analogue", "digital", "gps", "reason", "seq", "time"],
    ]
    assert samples[1]["gps"]["Lat"] == 47.4141228
