"""Radars: PMX and Parametric TCR for vehicles, Parametric PCR2 for people."""

from typing import Any

import pytest

from devices.codecs.catalogue import find
from tests.devices.codecs.refused import sentence

COUNTERS = "a2140a03e832044c3433"


def tcr(port: int, payload_hex: str) -> dict[str, Any]:
    return find("pmx-tcr")(port, bytes.fromhex(payload_hex))


def pcr2(port: int, payload_hex: str) -> dict[str, Any]:
    return find("parametric-pcr2")(port, bytes.fromhex(payload_hex))


@pytest.mark.parametrize(
    ("port", "category"), [(13, "ud"), (14, "cat1"), (15, "cat2"), (16, "cat3"), (17, "cat4")]
)
def test_the_port_names_the_category_of_the_counts(port: int, category: str) -> None:
    assert tcr(port, COUNTERS) == {
        f"{category}_time": 2010,
        f"{category}_ltr_cnt": 1000,
        f"{category}_ltr_spd": 50,
        f"{category}_rtl_cnt": 1100,
        f"{category}_rtl_spd": 52,
        "volts": 5.1,
    }


def test_the_radar_tells_what_it_is() -> None:
    assert tcr(190, "d20a020211004200") == {
        "typestr": "TCR-DLI",
        "fu_level": "PRO",
        "speedclass": "HS",
        "fw_version": "1.1.0",
        "sbx_version": "4.2.0",
    }
    newer = tcr(190, "d263020211004200")
    assert "typestr" not in newer
    assert newer["fw_version"] == "1.1.0"


def test_a_radar_with_parametric_firmware_tells_four_speed_classes() -> None:
    classes = "000000000106" + "00000000020b" + "00000000011e" + "000000000000"
    first = tcr(15, "be0201" + "64" + "12c2" + "18b8" + classes)
    second = tcr(15, "be0202" + "6464" + "12c2" + "ff9c" + classes)
    assert (first["SBX_BATT"], first["SBX_PV"], first["TEMP"]) == (100, 4802, 632.8)
    assert (second["SBX_BATT"], second["TEMP"]) == (25_700, -10.0)
    for told in (first, second):
        assert [told[f"R{n}_CNT"] for n in range(4)] == [1, 2, 1, 0]
        assert [told[f"R{n}_AVG"] for n in range(4)] == [6, 11, 30, 0]
        assert [told[f"L{n}_CNT"] for n in range(4)] == [0, 0, 0, 0]


def test_parametric_identity_and_configuration_are_read() -> None:
    assert tcr(190, "be020cd2020022004200") == {
        "typestr": "TCR-SLI",
        "speedclass": "HS",
        "fw_version": "2.2.0",
        "sbx_version": "4.2.0",
    }
    windows = "0107" + "0819" + "1a31" + "3278"
    head = "000001" + "0005" + "05a0" + "0000"
    lanes = "00c8" + "012c"
    second = tcr(190, "be0202" + "02" + "010100" + head + "64" + lanes + windows)
    assert second["FirmwareVersion"] == "1.1.0"
    assert (second["UplinkInterval"], second["LinkCheckInterval"]) == (5, 1440)
    assert (second["LTRLaneDist"], second["RTLLaneDist"]) == (200, 300)
    assert (second["SC3_START"], second["SC3_END"]) == (50, 120)
    third = tcr(190, "be0203" + "03" + "010300" + head + "01" + "64" + lanes + windows)
    assert (third["RadarAutotuning"], third["RadarSensitivity"]) == (1, 100)
    assert third["SC0_END"] == 7


def test_the_answer_to_a_setting_is_named() -> None:
    assert tcr(1, "c21101") == {"LR_CF_CMD_CAT1_ENABLED": 1}
    assert tcr(1, "c254000f") == {"LR_CF_CMD_MEAS_INTERVAL": 15}


def test_people_counts_of_every_firmware_are_read() -> None:
    assert pcr2(14, "0a0003160004010139") == {"LTR": 3, "RTL": 4, "TEMP": 31}
    third = pcr2(14, "be0103" + "0001" + "0002" + "0003" + "0004" + "64" + "0ce4" + "fff5")
    assert third == {
        "LTR": 1,
        "RTL": 2,
        "LTR_SUM": 3,
        "RTL_SUM": 4,
        "SBX_BATT": 100,
        "SBX_PV": 3300,
        "DIFF": 1,
        "TEMP": -2,
    }
    assert pcr2(14, "be0105a5000100020c07") == {
        "DevType": "PCR2-ODS",
        "LTR": 1,
        "RTL": 2,
        "SBX_BATT": 1200,
        "DCNT": 7,
    }
    assert pcr2(190, "be0101d50041004200") == {
        "DevType": "PCR2-OD",
        "Firmware": "4.1.0",
        "SBXVersion": "4.2.0",
    }


@pytest.mark.parametrize(
    ("head", "length", "last"),
    [
        ("", 14, "RadarSensitivity"),
        ("be0103", 20, "RadarSensitivity"),
        ("be0104", 31, "RadarSensitivity"),
        ("be0105", 34, "SBXVersion"),
        ("be0106", 35, "RadarChannel"),
    ],
)
def test_every_configuration_of_a_people_counter_is_read_to_its_last_byte(
    head: str, length: int, last: str
) -> None:
    body = bytes(range(length))
    payload = bytes.fromhex(head) + body[len(head) // 2 :]
    fields = pcr2(190, payload.hex())
    assert list(fields)[-1] == last
    assert fields[last] == ("31.32.33" if last == "SBXVersion" else length - 1)


@pytest.mark.parametrize(
    ("name", "port", "frame", "words"),
    [
        ("pmx-tcr", 13, COUNTERS[:-2], "cut short"),
        ("pmx-tcr", 13, COUNTERS + "00", "is the model right"),
        ("pmx-tcr", 14, "b2140a03e832044c3433", "begins with b2"),
        ("pmx-tcr", 18, COUNTERS, "13 to 17"),
        ("pmx-tcr", 1, "c20901", "no setting 09"),
        ("pmx-tcr", 190, "be0201" + "00" * 24, "be0202 or be0203"),
        ("parametric-pcr2", 14, "0a0003160004010139ff", "3 bytes each"),
        ("parametric-pcr2", 14, "0a00031600040b0139", "no tag"),
        ("parametric-pcr2", 190, "be0105" + "00" * 17, "be0103"),
        ("parametric-pcr2", 15, "0a0003", "14 and 190"),
    ],
)
def test_what_is_no_message_of_the_radar_is_refused(
    name: str, port: int, frame: str, words: str
) -> None:
    assert words in sentence(name, port, frame)
