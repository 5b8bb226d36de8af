"""Every published frame of the built-in families says with us what it says with others."""

from collections import Counter
from typing import Any

import pytest

from devices.codecs import catalogue
from tests.devices.codecs.comparing import codec_of, differences
from tests.devices.vectors import rows

ROWS = [row for row in rows("device_payloads.jsonl") if codec_of(row)]

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
        ("rakwireless", "ttn"): 1,
    }


def test_a_wrong_value_would_be_noticed() -> None:
    row = next(row for row in ROWS if row["vendor"] == "bosch" and row["style"] == "akenza")
    fields = catalogue.find("bosch-tps110")(row["fport"], bytes.fromhex(row["bytes_hex"]))
    assert differences(row, fields | {"occupied": not fields["occupied"]})
