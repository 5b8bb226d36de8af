"""Units that hardware speaks in, as scale and offset to the unit of a property.

Only exact or agreed conversions; a gas in ppb, for instance, needs the temperature it was agreed
at, so a model file says its own `scale` and why.
"""

from typing import Final

#: (unit of the device, UCUM unit of the property) -> (scale, offset)
_CONVERSIONS: Final[dict[tuple[str, str], tuple[float, float]]] = {
    ("degF", "Cel"): (5 / 9, -160 / 9),
    ("K", "Cel"): (1.0, -273.15),
    ("mV", "V"): (0.001, 0.0),
    ("m/s", "km/h"): (3.6, 0.0),
    ("mph", "km/h"): (1.609344, 0.0),
    ("km/h", "m/s"): (1 / 3.6, 0.0),
    ("kn", "m/s"): (1852 / 3600, 0.0),
    ("mph", "m/s"): (0.44704, 0.0),
    ("Pa", "hPa"): (0.01, 0.0),
    ("kPa", "hPa"): (10.0, 0.0),
    ("bar", "hPa"): (1000.0, 0.0),
    ("mbar", "hPa"): (1.0, 0.0),
    ("hPa", "kPa"): (0.1, 0.0),
    ("1", "%"): (100.0, 0.0),
    ("m3/m3", "%"): (100.0, 0.0),
    ("mm", "m"): (0.001, 0.0),
    ("cm", "m"): (0.01, 0.0),
    ("in", "mm"): (25.4, 0.0),
    ("cm", "mm"): (10.0, 0.0),
    ("klx", "lx"): (1000.0, 0.0),
    ("mg/m3", "ug/m3"): (1000.0, 0.0),
    ("ppm", "[ppm]"): (1.0, 0.0),
    ("ppb", "[ppb]"): (1.0, 0.0),
    ("ppm", "[ppb]"): (1000.0, 0.0),
    ("dB", "dB[SPL]"): (1.0, 0.0),
}


def conversion(unit: str, wanted: str) -> tuple[float, float]:
    """Return scale and offset from a device's unit to the unit of a property.

    Raises
    ------
    ValueError
        No conversion is known.

    Examples
    --------
    >>> conversion("mV", "V")
    (0.001, 0.0)
    """
    if unit == wanted:
        return 1.0, 0.0
    if (unit, wanted) not in _CONVERSIONS:
        known = sorted({mine for mine, theirs in _CONVERSIONS if theirs == wanted} | {wanted})
        raise ValueError(
            f"{unit!r} cannot be turned into {wanted!r}: one of {', '.join(known)}, or give scale "
            "and offset instead"
        )
    return _CONVERSIONS[unit, wanted]
