"""Recorded messages of network servers, read to the end: envelope, codec, what the vendor says."""

import json
from collections import Counter
from typing import Any

import pytest

from devices.codecs import catalogue
from devices.envelopes import catalogue as envelopes
from devices.errors import RejectedError
from tests.devices.codecs.comparing import codec_of, differences
from tests.devices.vectors import rows

ROWS = [row for row in rows("network_server_messages.jsonl") if codec_of(row)]
KINDS = {
    "ThingsStackCommunity": "tts",
    "ThingsStackIndustries": "tts",
    "ChirpStack": "chirpstack",
    "LORIOT": "loriot",
    "ThingPark": "thingpark",
    "ThingParkEnterprise": "thingpark",
    "HTTP": "gateway",
}
#: What that platform tells of the device instead of its readings.
IDENTITY = ("protocol_version", "sn", "hardware_version", "firmware_version")

#: Rows whose expectation is not what the frame says, and why.
WRONG_THERE = {
    "VENDORS/Decentlab/DL-DLR2-003/LORIOT/uplink/payload_1.json": (
        "the frame is that of a pulse counter, DL-DLR2-002: its interval of 600 s was read as a "
        "battery of 0.6 V"
    ),
}

#: Messages of a kind that no table of the vendor's formatters has: fPort 14, calibration.
UNDOCUMENTED = {
    f"VENDORS/Netvox/R718AB/{server}/uplink/payload_2.json"
    for server in ("ChirpStack", "LORIOT", "ThingsStackCommunity", "ThingsStackIndustries")
}

pytestmark = [
    pytest.mark.recordings,
    pytest.mark.skipif(not ROWS, reason="vectors missing beside the checkout (../shared/vectors)"),
]


def as_payload_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a message's expectation in the form of a payload's."""
    expected = row["expected"]
    first = expected[0] if isinstance(expected, list) else expected
    values = [told["values"] for told in first["telemetry"]]
    identity = {name: first["attributes"][name] for name in IDENTITY if name in first["attributes"]}
    return {**row, "style": "thingsboard", "expected": [*values, identity]}


def name_of(row: dict[str, Any]) -> str:
    return f"{row['device']}-{row['ns']}-{row['source_path'].rpartition('/')[2]}"


def payload_of(row: dict[str, Any]) -> tuple[int, bytes]:
    kind = KINDS[row["ns"]]
    message = json.dumps(row["message"]).encode()
    (uplink,) = envelopes.read(kind, f"uplinks/{kind}/city", message)
    assert uplink.payload is not None
    return uplink.port, uplink.payload


COMPARABLE = [row for row in ROWS if row["source_path"] not in WRONG_THERE.keys() | UNDOCUMENTED]


@pytest.mark.parametrize("row", COMPARABLE, ids=name_of)
def test_a_recorded_message_is_read_to_the_end(row: dict[str, Any]) -> None:
    name = codec_of(row)
    assert name is not None
    fields = catalogue.find(name)(*payload_of(row))
    assert differences(as_payload_row(row), fields) == {}


def test_the_frame_of_another_device_is_refused_and_read_by_its_own_codec() -> None:
    (row,) = (row for row in ROWS if row["source_path"] in WRONG_THERE)
    port, payload = payload_of(row)
    with pytest.raises(RejectedError, match="is the model right"):
        catalogue.find("decentlab-dl-dlr2-003")(port, payload)
    fields = catalogue.find("decentlab-dl-dlr2-002")(port, payload)
    assert fields["pulse_interval"]["value"] == 600
    assert fields["battery_voltage"]["value"] == 3.227


def test_undocumented_messages_are_refused() -> None:
    left = [row for row in ROWS if row["source_path"] in UNDOCUMENTED]
    assert len(left) == len(UNDOCUMENTED)
    for row in left:
        with pytest.raises(RejectedError, match="fPort"):
            catalogue.find("netvox")(*payload_of(row))


def test_messages_of_all_makers_are_compared() -> None:
    makers = Counter(row["vendor"] for row in COMPARABLE)
    assert makers == {"bosch": 13, "decentlab": 464, "milesight": 22, "netvox": 36}
