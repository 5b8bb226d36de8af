"""A first model file from what a decoder made of some frames, guessed by the names of fields.

Nothing here decides anything: what is guessed stands in a file that somebody reads, tries with
`wegwarte model test` and takes in.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from devices.errors import ModelError
from devices.field_paths import found, leaves, path
from devices.properties import DEFINITIONS, Kind, Property
from devices.uplink import Fields

_P = Property
#: The first that fits the name of a field counts; names in lower case, words joined by `_`.
_NAMES: Final = (
    (r"soil.*temp|temp.*soil", _P.SOIL_TEMPERATURE),
    (r"water.*temp|temp.*water", _P.WATER_TEMPERATURE),
    (r"(road|surface).*temp|temp.*(road|surface)", _P.SURFACE_TEMPERATURE),
    (r"(board|chip|mcu|internal|device|die).*temp|temp.*(board|chip|mcu|internal|device)",
     _P.DEVICE_TEMPERATURE),
    (r"dew_?point", _P.DEW_POINT),
    (r"temp", _P.AIR_TEMPERATURE),
    (r"soil.*(moist|hum|water)|(^|_)vwc|moisture", _P.SOIL_MOISTURE),
    (r"humi|(^|_)rh($|_)|(^|_)hum", _P.RELATIVE_HUMIDITY),
    (r"(^|_)bat.*(percent|level|pct|capacity|soc)|(percent|level|pct).*bat", _P.BATTERY_LEVEL),
    (r"(^|_)bat|(^|_)v?volt|(^|_)vdd", _P.BATTERY),
    (r"pm_?2[_.]?5", _P.PM2_5),
    (r"pm_?10", _P.PM10),
    (r"pm_?1(_?0)?($|_)", _P.PM1),
    (r"(^|_)co2", _P.CO2),
    (r"(^|_)no2", _P.NO2),
    (r"(^|_)o3|ozone", _P.O3),
    (r"(^|_)t?voc", _P.TVOC),
    (r"lux|illumin|(^|_)light", _P.ILLUMINANCE),
    (r"noise|sound|decibel|(^|_)dba?($|_)|leq", _P.SOUND_LEVEL),
    (r"wind.*(dir|heading)", _P.WIND_DIRECTION),
    (r"wind", _P.WIND_SPEED),
    (r"(baro|atmos|air)?.*press", _P.AIR_PRESSURE),
    (r"solar|irradi|pyrano", _P.SOLAR_RADIATION),
    (r"distance|(^|_)dist", _P.DISTANCE),
    (r"water.*(level|depth)|(^|_)level", _P.WATER_LEVEL),
    (r"occupied|occupancy|park|car_?status|bay", _P.BAY_STATE),
    (r"(people|person|visitor|pedestrian|car|vehicle|bike|bicycle|total|counter|count)",
     _P.COUNT_TOTAL),
)  # fmt: skip
#: No battery of a sensor has so many volts: up to 100 it tells percent, above that millivolts. [V]
_BATTERY_MAX_V: Final = 25.0
_BATTERY_MAX_PERCENT: Final = 100.0
_MODES: Final = (("bike|bicycle|cycl", "bicycle"), ("car|vehicle|motor", "motor"))
#: (property, above this value) -> the unit it is told in, most likely.
_UNITS: Final = (
    (_P.BATTERY, _BATTERY_MAX_PERCENT, "mV"),
    (_P.AIR_PRESSURE, 20_000.0, "Pa"),
    (_P.DISTANCE, 50.0, "mm"),
    (_P.WATER_LEVEL, 50.0, "mm"),
)
#: Counters of the radio and the firmware, which count nothing outside.
_OF_DEVICE: Final = re.compile(
    r"(^|_)(f|frames?|packets?|pkt|msg|messages?|seq|sequence|uplinks?|downlinks?|reset|boot|"
    r"reboot|error|restarts?|tx|rx)_?(count|counter|cnt|number|nr)"
)
#: Text of a number and what stands behind it: `1700 mm`.
_MEASURED: Final = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*([^\d\s][^\d]{0,7})")
_JOINT: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")  # of soilMoisture


@dataclass(frozen=True, slots=True)
class _Guess:
    field: str
    observed: Property
    values: tuple[Any, ...]


def draft(model: str, codec: str, samples: Sequence[tuple[int, Fields]]) -> str:
    """Return the text of a model file to begin with.

    Parameters
    ----------
    model
        Its id.
    codec
        As in the file: `javascript:vendor.js`.
    samples
        Decoded frames with their fPorts.

    Raises
    ------
    ModelError
        No channel can be guessed, and a model without one is none.
    """
    fields = _seen(samples)
    read = [name for name in fields if any(_is_path(name, told) for _, told in samples)]
    guesses = [guess for name in read if (guess := _guess(name, fields[name]))]
    if not guesses:
        arrays = [name for name in fields if name not in read]
        raise ModelError(_nothing_guessed(list(fields), arrays=arrays))
    guessed = {guess.field for guess in guesses}
    lines = [
        "# A draft: every name, unit and meaning is guessed from the names of fields. Read it,",
        f"# try it with `wegwarte model test {model}.toml`, then take it in.",
        f'id = "{model}"',
        f'name = "{model}"',
        'maker = ""',
        f'codec = "{codec}"',
        "heartbeat_s = 7200  # the longest silence of a healthy device",
        "reporting_s = 900  # the usual time between two reports",
        f"ports = {sorted({port for port, _ in samples})}",
        "# Seen and not understood; leave here what is not worth keeping:",
        f"ignored = {_text([name for name in fields if name not in guessed])}",
    ]
    names: set[str] = set()
    for guess in guesses:
        names.add(name := _name(guess.field, names))
        lines += ["", *_channel(name, guess)]
    return "\n".join(lines) + "\n"


def _nothing_guessed(fields: Sequence[str], *, arrays: Sequence[str]) -> str:
    """Return what is missing for a draft, and what to do."""
    if not fields:
        return (
            "the decoder made no field of these frames, so there is nothing to draft: is --fport "
            "theirs, and are these frames with measured values?"
        )
    named = ", ".join(fields[:12]) + (", …" if len(fields) > 12 else "")
    where = ""
    if arrays:
        where = (
            f" {', '.join(arrays[:4])} stand in arrays, whose elements need a time of their own: "
            "`time_field`, or `step_s` and `newest`."
        )
    return (
        "no channel could be guessed: nobody can tell from their names what "
        f"{named} measure.{where} Give frames of other kinds with --hex, or write the file by "
        "hand, a [[channel]] with name, property and field for each of them (docs/devices.md)"
    )


def _seen(samples: Sequence[tuple[int, Fields]]) -> dict[str, tuple[Any, ...]]:
    """Return the fields of all frames in order, each with the values it had."""
    seen: dict[str, list[Any]] = {}
    for _, fields in samples:
        for name, value in leaves(fields):
            seen.setdefault(name, []).append(value)
    return {name: tuple(values) for name, values in seen.items()}


def _guess(name: str, values: tuple[Any, ...]) -> _Guess | None:
    """Return what a field may be, None where its name and values say nothing."""
    words = re.sub(r"[^a-z0-9]+", "_", _JOINT.sub("_", name).casefold())
    if _OF_DEVICE.search(words):
        return None
    for pattern, observed in _NAMES:
        told = observed is _P.BAY_STATE or any(_number(value) is not None for value in values)
        if told and re.search(pattern, words):
            if observed is _P.BATTERY and _tells_percent(values):
                observed = _P.BATTERY_LEVEL
            return _Guess(name, observed, values)
    return None


def _tells_percent(values: tuple[Any, ...]) -> bool:
    """Whether what a battery says can only be how full it is."""
    told = [number for value in values if (number := _number(value)) is not None]
    return _BATTERY_MAX_V < max(told) <= _BATTERY_MAX_PERCENT


def _number(value: object) -> float | None:
    """Return a number, also one with its unit behind it."""
    if isinstance(value, str):
        told = _MEASURED.fullmatch(value)
        return None if told is None else float(told[1])
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _is_path(name: str, fields: Fields) -> bool:
    """Whether a name leads to one value; elements of arrays need times, which a person names."""
    try:
        return "[]" not in name and bool(found(fields, path(name)))
    except ValueError:
        return False


def _name(field: str, taken: set[str]) -> str:
    """Return a name for a channel that no other one has."""
    apart = _JOINT.sub("-", field).casefold()
    plain = re.sub(r"[^a-z0-9]+", "-", apart).strip("-")[:56] or "channel"
    numbered = (f"{plain}-{n}" for n in range(2, len(taken) + 3))
    return plain if plain not in taken else next(n for n in numbered if n not in taken)


def _text(value: object) -> str:
    """Return a value as TOML and its comments may hold it."""
    return re.sub("[\x7f\ud800-\udfff]", "?", json.dumps(value, ensure_ascii=False))


def _channel(name: str, guess: _Guess) -> Iterator[str]:
    """Yield the lines of a channel."""
    shown = ", ".join(dict.fromkeys(_text(value) for value in guess.values))
    kind = DEFINITIONS[guess.observed].kind
    yield "[[channel]]"
    yield f'name = "{name}"'
    yield f'property = "{guess.observed}"'
    yield f'field = "{guess.field}"  # said {shown:.60}'
    behind = {m[2].strip() for v in guess.values if (m := _MEASURED.fullmatch(str(v)))}
    if len(behind) == 1 and kind is not Kind.STATE:
        yield f"suffix = {_text(*behind)}"
    if kind is Kind.STATE:
        yield "hold_max_s = 90000"
        yield f"values = {{ {', '.join(_words(guess.values))} }}  # 0 is vacant, 1 occupied"
    if kind is Kind.TOTAL:
        mode = next((m for p, m in _MODES if re.search(p, guess.field.casefold())), "pedestrian")
        yield f'mode = "{mode}"'
        yield "wrap_bits = 16  # where it runs over; a count of the last interval is"
        yield '#   property = "count" with interval_s = "reporting" instead'
    for observed, above, unit in _UNITS:
        told = [n for value in guess.values if (n := _number(value)) is not None]
        if observed is guess.observed and told and max(told) > above:
            yield f'unit = "{unit}"'


def _words(values: tuple[Any, ...]) -> list[str]:
    if all(isinstance(value, bool | int) for value in values):
        return ["true = 1", "false = 0"] if isinstance(values[0], bool) else ["0 = 0", "1 = 1"]
    words = dict.fromkeys(str(value) for value in values)
    taken = re.compile("occup|busy|taken|belegt|parked", re.IGNORECASE)
    free = re.compile("unocc|not|free|vacan|frei|unbeleg", re.IGNORECASE)
    return [
        f"{_text(word)} = {int(bool(taken.search(word)) and not free.search(word))}"
        for word in words
    ]
