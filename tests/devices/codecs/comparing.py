"""Like with like: the names and units of others' decoders, turned into those of ours."""

import math
import re
from collections.abc import Callable
from typing import Any

#: What a platform adds from its own memory or rounds into words; the frame does not say it.
MADE_BY_PLATFORM = {
    "akenza": {
        "battery_level",  # from a curve of the battery's voltage
        "occupancy_status",
        "occupied_or_warm",
        "minutes_since_last_occupied",
        "occupied_minutes",
        "warm",
        "distance_cm",
        "fill_level",  # from the height of the container
        "level",  # from the pressure, for water
        "level_cm",
        "debug",  # the bytes that we read as debugCodes
        "low_temperature_alarm",  # a byte that Netvox's own formatter does not tell either
        "high_temperature_alarm",
        "low_humidity_alarm",
        "high_humidity_alarm",
        "alarm",
        "version",
        "device_type",
    },
    "thingsboard": {
        "debugInfo",  # the bytes that we read as debugCodes
        "lora_frame_counter",
        "lora_frame_port",
        "lora_frequency",
        "lora_spreading_factor",
        "lora_rssi",
        "lora_snr",
    },
}
_SPECIAL_PROBES = {"pr21-1-10": "pr21", "pr26-0-1": "pr26", "pr36ctd-8192": "pr36ctd"}
_RESET_WORDS = {
    "Watchdog reset": "watchdog",
    "Power On Reset": "power on",
    "System Request Reset": "system request",
    "SYSTEM_REQUEST_RESET": "system request",
}
_AKENZA_DECENTLAB = {
    "co2": "co2_concentration",
    "device_id": "device_id",
    "digital_input": "input",
    "digital_input0": "ch0_input",
    "digital_input1": "ch1_input",
    "humidity": "air_humidity",
    "light": "illuminance",
    "pir": "activity_counter",
    "raw_pir": "raw_ir_reading",
    "temperature": "air_temperature",
    "temperature_pt1000": "temperature_pt1000",
    "voc": "total_voc",
}
_NETVOX = {
    "battery_voltage": "Volt",
    "battery_volt": "Volt",
    "temperature": "Temp",
    "humidity": "Humi",
    "light": "Illuminance",
    "occupied": "Occupy",
    "cmd": "Cmd",
    "min_time": "MinTime",
    "max_time": "MaxTime",
    "battery_change": "BatteryChange",
    "temp_change": "TempChange",
    "humi_change": "HumiChange",
    "noise": "Noise",
    "co2": "CO2",
}
_AKENZA_VS121 = {
    "in": "people_in",
    "out": "people_out",
    "people_counter_all": "people_count_all",
    "people_max": "people_count_max",
}
_AKENZA_PMX = {
    "firmware": "fw_version",
    "licence": "fu_level",
    "sbx": "sbx_version",
    "speed_class": "speedclass",
    "type": "typestr",
}


def codec_of(row: dict[str, Any]) -> str | None:
    """Return the codec of a row's device; none when we have none."""
    vendor, device = row["vendor"], row["device"].lower()
    match vendor:
        case "bosch":
            return "bosch-tps110"
        case "nwave":
            return "nwave-nps310"
        case "pmx":
            return "pmx-tcr"
        case "netvox":
            return "netvox"
        case "parametric":
            return "parametric-pcr2"
        case "rakwireless" | "myDevices":
            return "cayenne-lpp"
        case "milesight" if device in ("vs121", "vs132", "vs133", "vs135", "ws302"):
            return f"milesight-{device}"
        case "decentlab":
            kind = device.removeprefix("dl-")
            kind = re.sub(r"^(sht35)-00\d$", r"\1", _SPECIAL_PROBES.get(kind, kind))
            return f"decentlab-dl-{kind}"
        case _:
            return None


def snake(name: str) -> str:
    """Return `air_temperature` of `airTemperature`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z]+)", lambda m: f"_{m[1].lower()}", name).lower()


def differences(row: dict[str, Any], ours: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what the row says otherwise than we: field -> what it says, what we say."""
    if row["style"] == "ttn":
        return {
            name: (row["expected"].get(name), ours.get(name))
            for name in row["expected"].keys() | ours.keys()
            if not alike(row["expected"].get(name), ours.get(name))
        }
    flat = {
        name: told["value"] if isinstance(told, dict) and "value" in told else told
        for name, told in ours.items()
    }
    wrong = {}
    for name, value in translated(row).items():
        found = _scaled(row, name, flat)
        rounded = row["style"] == "akenza"
        value = int(value) if rounded and isinstance(value, bool) else value
        found = int(found) if rounded and isinstance(found, bool) else found
        if not alike(value, found, tolerance=0.006 if rounded else 1e-9):
            wrong[name] = (value, found)
    return wrong


def translated(row: dict[str, Any]) -> dict[str, Any]:
    """Return what a row of another style says, in our names."""
    dropped = MADE_BY_PLATFORM[row["style"]]
    if row["style"] == "thingsboard":
        said = {name: v for values in row["expected"] for name, v in values.items()}
        if row["vendor"] == "netvox":
            return {_NETVOX[snake(name)]: _sentence(v) for name, v in said.items()}
        return dict(_thingsboard(name, v) for name, v in said.items() if name not in dropped)
    rename: Callable[[str, str], str] = {
        "bosch": _akenza_bosch,
        "decentlab": lambda name, _: _AKENZA_DECENTLAB.get(name, name),
        "milesight": _akenza_milesight(row["device"]),
        "netvox": lambda name, _: _NETVOX[name],
        "pmx": lambda name, _: _AKENZA_PMX[name],
    }[row["vendor"]]
    return {
        rename(snake(name), sample["topic"]): _RESET_WORDS.get(str(value), value)
        for sample in row["expected"]
        for name, value in sample["data"].items()
        if snake(name) not in dropped
    }


def _thingsboard(name: str, value: object) -> tuple[str, object]:
    if name == "firmwareVersion":  # the other way round in that converter
        return name, ".".join(reversed(str(value).split(".")))
    return name.replace(".0_", "_"), _RESET_WORDS.get(str(value), value)


def _sentence(value: object) -> object:
    """Return the name of an answer as its maker writes it."""
    return value[0].upper() + value[1:] if isinstance(value, str) else value


def _akenza_bosch(name: str, _: str) -> str:
    return {
        "fw_version": "firmwareVersion",
        "reset_cause": "resetCause",
        "occupancy": "occupied",
    }.get(name, name)


def _akenza_milesight(device: str) -> Callable[[str, str], str]:
    def rename(name: str, topic: str) -> str:
        if match := re.fullmatch(r"region(\d+)", name):  # counts from 0 there
            return f"region_{int(match[1]) + 1}"
        name = re.sub(r"^region(\d+)_?(count|avg|max)", r"region_\1_\2", name)
        if topic.startswith("line_"):
            name = name.replace("periodic_counter", "period").replace("total_counter", "total")
            return f"{topic}_{name}"
        return _AKENZA_VS121.get(name, name) if device == "VS121" else name

    return rename


def _scaled(row: dict[str, Any], name: str, flat: dict[str, Any]) -> object:
    """Return our value of a name, in the unit of the row."""
    if row["vendor"] == "decentlab" and row["style"] == "akenza":
        if name.startswith("pm") and name not in flat:
            name = re.sub(r"_?number$", "_number_concentration", name)
            name = name if name in flat else f"{name}_mass_concentration"
        if name == "air_temperature" and name not in flat:
            name = "temperature"
        if name == "air_humidity" and name not in flat:
            name = "relative_humidity"
        if name == "occupied":
            return flat["activity_counter"] > 0
        if name == "occupancy":
            return int(flat["activity_counter"] > 0)
        if name == "pressure" and name not in flat:
            pascal = flat["barometric_pressure"]
            return pascal / 100 if row["device"] == "IAM" else pascal
        name = re.sub(r"distance(\d)", r"distance_\1", name)
    if name == "Volt" and isinstance(flat.get(name), str):
        return float(str(flat[name]).removesuffix("(low battery)"))
    if row["vendor"] == "netvox" and name in ("Temp", "Humi") and name not in flat:
        name = {"Temp": "Temperature", "Humi": "Humidity"}[name]
    return flat.get(name)


def alike(theirs: object, ours: object, *, tolerance: float = 1e-9) -> bool:
    """Return whether two values are the same; a unit that only we tell is no difference."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        names = theirs.keys() | ours.keys()
        if "unit" not in theirs:
            names -= {"unit"}
        return all(alike(theirs.get(n), ours.get(n), tolerance=tolerance) for n in names)
    if isinstance(theirs, list) and isinstance(ours, list):
        return len(theirs) == len(ours) and all(map(alike, theirs, ours))
    if isinstance(theirs, bool) or isinstance(ours, bool):
        return theirs is ours
    if isinstance(theirs, int | float) and isinstance(ours, int | float):
        return math.isclose(theirs, ours, rel_tol=1e-9, abs_tol=tolerance)
    return bool(theirs == ours)
