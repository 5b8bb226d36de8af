"""Every published frame of the built-in families says with us what it says with others."""

from collections import Counter
from typing import Any

import pytest

from devices.codecs import catalogue
from devices.errors import RejectedError
from tests.devices.codecs.comparing import codec_of, differences
from tests.devices.vectors import rows

#: Rows that cannot be compared, by bytes, and why.
NOT_COMPARABLE = {
    "82010000010001fc180000": "fPort 14 of Netvox, calibration, is in no table of its formatters",
    "0101011d08790a7a000000": "the row says fPort 1, on which this sensor of Netvox never sends",
}
ROWS = [
    row
    for row in rows("device_payloads.jsonl")
    if codec_of(row) and row["bytes_hex"] not in NOT_COMPARABLE
]

pytestmark = [
    pytest.mark.recordings,
    pytest.mark.skipif(not ROWS, reason="vectors missing beside the checkout (../shared/vectors)"),
]


def name_of(row: dict[str, Any]) -> str:
    return f"{row['vendor']}/{row['device']}-{row['style']}-{row['bytes_hex'][:24]}"


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_a_published_frame_says_what_it_says_elsewhere(row: dict[str, Any]) -> None:
    name = codec_of(row)
    assert name is not None
    # Without a port in the row the codec in question does not look at it.
    fields = catalogue.find(name)(row.get("fport") or 1, bytes.fromhex(row["bytes_hex"]))
    assert differences(row, fields) == {}


def test_all_rows_of_the_families_are_compared() -> None:
    assert Counter((row["vendor"], row["style"]) for row in ROWS) == {
        ("bosch", "ttn"): 3,
        ("bosch", "akenza"): 5,
        ("bosch", "thingsboard"): 3,
        ("nwave", "ttn"): 3,
        ("pmx", "akenza"): 1,
        ("parametric", "ttn"): 1,
        ("milesight", "akenza"): 14,
        ("milesight", "thingsboard"): 5,
        ("decentlab", "ttn"): 104,
        ("decentlab", "akenza"): 29,
        ("decentlab", "thingsboard"): 186,
        ("netvox", "ttn"): 98,
        ("netvox", "akenza"): 5,
        ("netvox", "thingsboard"): 7,
        ("rakwireless", "ttn"): 1,
    }


def test_a_wrong_value_would_be_noticed() -> None:
    row = next(row for row in ROWS if row["vendor"] == "bosch" and row["style"] == "akenza")
    fields = catalogue.find("bosch-tps110")(row["fport"], bytes.fromhex(row["bytes_hex"]))
    assert differences(row, fields | {"occupied": not fields["occupied"]})


def test_what_cannot_be_compared_is_refused_with_a_sentence() -> None:
    left = [row for row in rows("device_payloads.jsonl") if row["bytes_hex"] in NOT_COMPARABLE]
    assert len(left) == len(NOT_COMPARABLE)
    for row in left:
        with pytest.raises(RejectedError, match="fPort"):
            catalogue.find("netvox")(row["fport"], bytes.fromhex(row["bytes_hex"]))
