"""What the shipped models read out of the published payloads of their devices."""

from typing import Any

import pytest

from devices.codecs import catalogue
from devices.errors import RejectedError
from devices.model import BUILTIN, JAVASCRIPT
from devices.modelled import said, unmapped
from devices.models import MODELS, native
from devices.properties import DEFINITIONS, Kind
from devices.uplink import Event
from tests.devices import test_json_device_vectors as json_devices
from tests.devices.vectors import rows

ROWS = rows("device_payloads.jsonl")

#: (vendor, device) of the vectors -> model, where the names differ.
NAMES = {
    ("bosch", "tps110-0292"): "bosch-tps110",
    ("bosch", "parkingLotSensor"): "bosch-tps110",
    ("bosch", "parkingLotSensor0_39"): "bosch-tps110",
    ("bosch", "Parking_Lot_Sensor"): "bosch-tps110",
    ("browan", "tabs-tbhh100"): "browan-tbhh100",
    ("comtac", "lpn-cm4"): "comtac-cm4",
    ("keller", "keller"): "keller-lora",
    ("laird", "rs1xx-temp-rh-sensor"): "laird-rs1xx",
    ("mclimate", "co2-sensor"): "mclimate-co2",
    ("mclimate", "ht-sensor"): "mclimate-ht",
    ("nwave", "nps310sm"): "nwave-nps310",
    ("rakwireless", "rak_standard"): "cayenne-lpp",
    ("teneo-iot", "co2-stoplicht"): "teneo-co2",
    ("teneo-iot", "soil-moisture-sensor"): "teneo-soil",
}

#: What one frame of each model says, worked out by hand: bytes -> channel -> value.
BY_HAND: dict[str, tuple[str, dict[str, float | None]]] = {
    "bosch-tps110": ("01ff", {"bay": 1, "device-temperature": -1}),
    "nwave-nps310": ("00", {"bay": 0}),
    "parametric-pcr2": (
        "be010400010002000300041c200ce40139",
        {
            "people-ltr": 3,
            "people-rtl": 4,
            "people-ltr-interval": 1,
            "people-rtl-interval": 2,
            "battery": 7.2,
            "device-temperature": 31,
        },
    ),
    "milesight-vs121": ("05cc02000100", {"people-in-interval": 2, "people-out-interval": 1}),
    "milesight-vs132": (
        "ff0101ff166614c39694870000ff090102ff1f8401000103d2be00000004d23101000005cc00000000",
        {"in": 190, "out": 305, "in-interval": 0, "out-interval": 0},
    ),
    "milesight-vs133": ("0fe302100709", {f"region-{n}": v for n, v in enumerate([2, 16, 7, 9], 1)}),
    "milesight-vs135": (
        "05cc0000000008cc000000000bcc000000000ecc05000700",
        {
            f"line-{n}-{way}-interval": {(4, "in"): 5, (4, "out"): 7}.get((n, way), 0)
            for n in range(1, 5)
            for way in ("in", "out")
        },
    ),
    "decentlab-dl-pm": (
        "021b50000f0c25002500270027002701f50107012c012d012d012d67bd618dbd10",
        {
            "pm1": 3.7,
            "pm2-5": 3.9,
            "pm10": 3.9,
            "temperature": 24.35660461425781,
            "humidity": 41.63221740722656,
            "pressure": 968.0,
            "battery": 3.109,
        },
    ),
    "decentlab-dl-iam": (
        "020bbd007f0b926a515d48bc4e0262006981c7000093d4000b0111",
        {
            "temperature": 27.67833981841764,
            "humidity": 36.438544289311054,
            "pressure": 964.12,
            "illuminance": 678.76512,
            "co2": 455,
            "tvoc": 273,
            "battery": 2.962,
        },
    ),
    "decentlab-dl-cws": (
        "02463900038a778a95977a874c80478a5e0b74",
        {
            "surface-temperature": 26.79,
            "temperature": 27.09,
            "humidity": 60.1,
            "dew-point": 18.68,
            "battery": 2.932,
        },
    ),
    "decentlab-dl-trs11": (
        "0210d50003463f810b0c79",
        {"soil-moisture": 0.196057, "soil-temperature": 26.7, "battery": 3.193},
    ),
    "decentlab-dl-ctd10": (
        "0207d9000390888081006400000c60",
        {"water-level": 4.232, "water-temperature": 12.9, "battery": 3.168},
    ),
    "decentlab-dl-rad": ("02586b0003074c88b68a8c00000b93", {"distance": 1.868, "battery": 2.963}),
    "cayenne-lpp": ("306600017401a3", {"battery": 4.19}),
    "browan-tbsl100": ("000b3628", {"sound": 40, "battery": 3.6, "device-temperature": 22}),
    "browan-tbhh100": ("080a0d3affffffff", {"temperature": -19, "humidity": 58, "battery": 3.5}),
    "comtac-cm4": (
        "01120997030a8d23",
        {"temperature": 27.01, "humidity": 35, "battery-level": 75.5},
    ),
    "dragino-lht65n": (
        "cbc6008200f2017fff7fff",
        {"temperature": 1.3, "humidity": 24.2, "temperature-probe": None, "battery": 3.014},
    ),
    "dragino-lsph01": ("0d230000025400f9000001", {"soil-temperature": 24.9, "battery": 3.363}),
    "keller-lora": (
        "010300d3bf78937db800000041ae66663f78917d41be0000",
        {
            "water-level": -9.90144932484,
            "pressure": 970.969974995,
            "water-temperature": 21.799999237060547,
            "air-temperature": 23.75,
        },
    ),
    "laird-rs1xx": (
        "0302000000022a3d4c6b",
        {"temperature": 107.76, "humidity": 61.42},
    ),
    "mclimate-co2": (
        "010271027384ed",
        {"co2": 625, "temperature": 22.7, "humidity": 51.56, "battery": 3.5},
    ),
    "mclimate-ht": ("01027473f10400", {"temperature": 22.8, "humidity": 44.92, "battery": 3.5}),
    "milesight-em500-pt100": ("01756403672c01", {"temperature": 30, "battery-level": 100}),
    "netvox-r311b": ("014b011e00780000000000", {"illuminance": 120, "battery": 3}),
    "netvox-r311g": ("0104011e00780000000000", {"illuminance": 120, "battery": 3}),
    "netvox-r711": ("0101011e09ea1a90000000", {"temperature": 25.38, "humidity": 68, "battery": 3}),
    "netvox-r718a": (
        "010b012409ea1a90000000",
        {"temperature": 25.38, "humidity": 68, "battery": 3.6},
    ),
    "netvox-r718ab": (
        "0113012409ea1a90000000",
        {"temperature": 25.38, "humidity": 68, "battery": 3.6},
    ),
    "netvox-r720a": (
        "016e012409ea1a90000000",
        {"temperature": 25.38, "humidity": 68, "battery": 3.6},
    ),
    "netvox-r72615": ("0109075a1388ffffffff00", {"co2": 500, "sound": None, "battery": 9}),
    "netvox-r72615a": (
        "01090148006400c802bc00",
        {"pm1": 100, "pm2-5": 200, "pm10": 700, "battery": 7.2},
    ),
    "netvox-ra0715": (
        "01050c78f83003e8ffff00",
        {"temperature": -20, "humidity": 10, "wind-speed": None, "battery": 12},
    ),
    "netvox-ra0715y": ("010d0d78000a0000009900", {"wind-direction": 10, "battery": 12}),
    "netvox-rb11e": (
        "010301240a4b0078010000",
        {"temperature": 26.35, "illuminance": 120, "battery": 3.6},
    ),
    "talkpool-oy1110": ("3e441d", {"temperature": 19.3, "humidity": 85.1}),
    "talkpool-oy1700": (
        "3d25aa000000000002",
        {"pm1": 0, "pm2-5": 0, "pm10": 2, "temperature": 18.6, "humidity": 35.2},
    ),
    "tektelic-t00048xx": ("0367000a046828", {"temperature": 1, "humidity": 20}),
    "teneo-co2": (
        "0f000001533b0753114d",
        {"co2": 868.43, "temperature": 18.75, "humidity": 44.29, "battery": 3.5},
    ),
    "teneo-soil": (
        "0c28ff9c043f",
        {"soil-moisture": 40, "soil-temperature": -1, "battery": 3.2},
    ),
    "tinovi-pm-io-5-sm": (
        "013f000000000000000000",
        {"soil-moisture": 0, "soil-temperature": 0, "battery-level": 63},
    ),
}


def model_of(row: dict[str, Any]) -> str | None:
    """The shipped model of a device of the vectors."""
    key = (row["vendor"], row["device"])
    name = NAMES.get(key, f"{row['vendor']}-{row['device']}".lower())
    return name if name in MODELS else None


def fields_of(row: dict[str, Any]) -> dict[str, Any] | None:
    """What the device's codec makes of a row, None where it refuses it."""
    codec = MODELS[model_of(row) or ""].codec
    if row["style"] == "ttn":
        expected: dict[str, Any] | None = row.get("expected")
        return None if expected is None or "expected_errors" in expected else expected
    if not codec.startswith(BUILTIN):
        return None  # another decoder's fields
    decode = catalogue.find(codec.removeprefix(BUILTIN))
    try:
        return decode(row.get("fport") or 1, bytes.fromhex(row["bytes_hex"]))
    except RejectedError:
        return None


READ = [(row, fields) for row in ROWS if model_of(row) and (fields := fields_of(row)) is not None]


def port_of(row: dict[str, Any]) -> int:
    """The port of a row; those without one are of devices that use any."""
    return int(row.get("fport") or 1)


@pytest.mark.recordings
@pytest.mark.skipif(not ROWS, reason="vectors missing beside the checkout (../shared/vectors)")
def test_every_field_of_the_vectors_is_read_or_ignored_by_name() -> None:
    left = {
        (model_of(row), name)
        for row, fields in READ
        for name in unmapped(MODELS[model_of(row) or ""], fields)
    }

    assert left == set()
    assert len(READ) > 280


@pytest.mark.recordings
@pytest.mark.skipif(not ROWS, reason="vectors missing beside the checkout (../shared/vectors)")
def test_every_row_is_read_and_its_values_are_possible() -> None:
    odd = set()
    for row, fields in READ:
        model = MODELS[model_of(row) or ""]
        for one in said(model, fields, port_of(row)):
            definition = DEFINITIONS[model.channels[one.channel].observed]
            assert one.problem == "", (model.id, one)
            assert (one.duration_s is not None) == (definition.kind is Kind.INTERVAL)
            if one.value is not None and not definition.low <= one.value <= definition.high:
                odd.add((model.id, one.channel))

    assert odd == {("laird-rs1xx", "temperature")}  # the vendor's examples are of 98 to 107 °C


@pytest.mark.recordings
@pytest.mark.skipif(not ROWS, reason="vectors missing beside the checkout (../shared/vectors)")
@pytest.mark.parametrize("model", BY_HAND)
def test_a_frame_of_each_model_says_what_was_worked_out_by_hand(model: str) -> None:
    payload, expected = BY_HAND[model]
    row, fields = next(
        (row, fields)
        for row, fields in READ
        if model_of(row) == model and row["bytes_hex"] == payload
    )

    found = said(MODELS[model], fields, port_of(row))

    assert {one.channel: one.value for one in found} == expected


@pytest.mark.recordings
@pytest.mark.skipif(not ROWS, reason="vectors missing beside the checkout (../shared/vectors)")
def test_every_model_that_the_vectors_know_is_worked_out_by_hand() -> None:
    known = {model_of(row) for row, _ in READ}
    weighed = {name for name in BY_HAND if name.startswith("decentlab-")}
    others = {name for name in known if name and not name.startswith("decentlab-")}

    assert others <= BY_HAND.keys() | {"pmx-tcr"}  # of the radar only an identity is published
    assert len(weighed) == 6


def test_every_shipped_model_has_a_codec_that_exists() -> None:
    for name, model in MODELS.items():
        assert model.id == name
        if model.codec.startswith(BUILTIN):
            assert callable(catalogue.find(model.codec.removeprefix(BUILTIN)))
        else:
            assert model.codec == "" or model.codec.endswith(".js")


def test_enough_devices_come_over_their_vendors_javascript() -> None:
    over_javascript = [m for m in MODELS.values() if m.codec.startswith(JAVASCRIPT)]

    assert len(over_javascript) >= 12
    assert {model.id for model in native()} == {n for n in MODELS if n.startswith("wegwarte-")}
    assert len({model.maker for model in over_javascript}) >= 10


JSON_MODELS = {
    "axis": "axis-people-counter",
    "disruptiveTechnologies": "disruptive",
    "sensry.io": "sensry-kallisto",
    "xovis": "xovis-pc",
}


@pytest.mark.recordings
@pytest.mark.skipif(not ROWS, reason="vectors missing beside the checkout (../shared/vectors)")
def test_devices_that_speak_json_themselves_have_models() -> None:
    found: dict[str, set[str]] = {}
    for row in json_devices.ROWS:
        uplink = json_devices.read(row)
        if row["vendor"] not in JSON_MODELS or uplink.event is not Event.UP or not uplink.decoded:
            continue
        model = MODELS[JSON_MODELS[row["vendor"]]]
        told = said(model, uplink.decoded, uplink.port)
        assert unmapped(model, uplink.decoded) == []
        assert [one.problem for one in told if one.problem] == []
        found.setdefault(model.id, set()).update(one.channel for one in told)

    assert found == {name: set(MODELS[name].channels) for name in JSON_MODELS.values()}
