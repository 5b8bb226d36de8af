"""How a number of an indicator is written: its digits, its unit, and why there is none."""

from collections.abc import Mapping
from typing import Any, Final

from analytics.catalogue import CATALOGUE, Words
from analytics.topic import Indicator, Topic
from api.pages.language import NARROW_SPACE, NO_VALUE, Language

#: Shares, written in percent: those that the catalogue calls so, but no factor of peak hours.
SHARES: Final = frozenset(
    Indicator(key)
    for key, entry in CATALOGUE.items()
    if entry.unit in {"1", "1/a"} and entry.en.unit.startswith(("share", "probability"))
) - {Indicator.PEAK_HOUR_FACTOR}
#: Shares so small that whole percents say little.
_FINE: Final = frozenset(
    {
        Indicator.GROWTH,
        Indicator.HEAVY_SHARE,
        Indicator.HEAVY_BY_LENGTH,
        Indicator.HOURLY_PROFILE,
        Indicator.K_FACTOR,
    }
)
#: Indicators whose unit is a number of days or hours, although they are counts without one.
_COUNTED: Final = frozenset(
    {
        Indicator.PM10_EXCEEDANCE_DAYS,
        Indicator.PM2_5_EXCEEDANCE_DAYS,
        Indicator.NO2_EXCEEDANCE_HOURS,
        Indicator.O3_EXCEEDANCE_DAYS,
    }
)
_DIGITS: Final = {
    "vehicles": 0,
    "vehicles/24 h": 0,
    "vehicles/h": 0,
    "1": 2,
    "1/h": 2,
    "min": 0,
    "veh*h": 0,
    "%": 0,
    "lx": 0,
    "hPa": 0,
    "W/m2": 0,
    "[ppm]": 0,
    "[ppb]": 0,
    "m": 2,
    "class": 0,
}
#: Of a number that stands beside another: those that are counted, not measured.
_WHOLE: Final = frozenset({"1/d", "d", "vehicles"})


def words_of(indicator: str, language: Language) -> Words:
    """Return what the catalogue says of an indicator in the language of the page."""
    entry = CATALOGUE[indicator]
    return entry.de if language.tag == "de" else entry.en


def name_of(topic: Topic, language: Language) -> str:
    """Return the name of an indicator; an occupancy is named with its hours."""
    name = words_of(topic.indicator, language).name
    name = name[0].upper() + name[1:]
    if topic.variant and "window" in CATALOGUE[topic.indicator].parameters:
        return f"{name} ({language.say(f'hours_{topic.variant}')})"
    return name


def digits_of(indicator: Indicator) -> int:
    """Return with how many digits a number is written that is not whole, or a percentage."""
    if indicator in SHARES:
        return 1 if indicator in _FINE else 0
    if indicator in _COUNTED:
        return 0
    return _DIGITS.get(CATALOGUE[indicator].unit, 1)


def is_share(indicator: Indicator) -> bool:
    """Whether its numbers are shares, written in percent."""
    return indicator in SHARES


def write(value: float | None, topic: Topic, language: Language) -> str:
    """Write a number of an indicator as it is read, without its unit; a share in percent."""
    if value is None:
        return NO_VALUE
    if topic.indicator in _FINE:
        sign = "+" if topic.indicator is Indicator.GROWTH and value > 0 else ""
        return f"{sign}{language.number(value * 100, 1)}{NARROW_SPACE}%"
    if topic.indicator in SHARES:
        return language.percent(value)
    return language.number(value, 0 if value == int(value) else digits_of(topic.indicator))


def unit_of(topic: Topic, language: Language) -> str:
    """Return the unit as it stands behind a number; '' behind a share or a ratio."""
    unit = CATALOGUE[topic.indicator].unit
    counted = language.say(f"unit_{topic.mode or 'vehicles'}")
    match unit:
        case "vehicles":
            return counted
        case "vehicles/24 h":
            return language.say("unit_a_day", what=counted)
        case "vehicles/h":
            return language.say("unit_an_hour", what=counted)
        case "1" if topic.indicator not in _COUNTED:
            return ""
        case "1/a" | "class":
            return ""
        case "h":
            return "h"
        case "min":
            return "min"
    return words_of(topic.indicator, language).unit


def beside_of(unit: str, value: float, language: Language) -> str:
    """Write a number that stands beside another, with its unit.

    Parameters
    ----------
    unit
        As the catalogue gives it with the detail.
    """
    whole = value == int(value)
    if unit in _WHOLE:
        return language.number(value)
    digits = 0 if whole else 1
    written = language.number(value, digits if unit else 0)
    named = {"1": "", "ug/m3": "µg/m³", "1/h": "", "class": ""}.get(unit, unit)
    return f"{written}{NARROW_SPACE}{named}" if named else written


def why_not(row: Mapping[str, Any], language: Language) -> str:
    """Return the sentence why a number is withheld; '' where there is one."""
    if row["value"] is not None:
        return ""
    reason = row.get("reason")
    if not row["n_expected"]:
        return language.say("reason_nothing_expected")
    if not row["n_valid"]:
        return language.say("reason_nothing_known")
    if reason is None:
        return language.say("reason_coverage", percent=language.percent(row["coverage"]))
    sentence = language.say(f"reason_{reason}")
    days = row.get("days")
    if reason == "insufficient_data" and days is not None:
        sentence += " " + language.say("reason_days", n=language.number(days))
    return sentence
