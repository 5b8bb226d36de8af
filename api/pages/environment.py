"""The card of a station, or of any site that counts nothing: the newest value of each property."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from api.pages.card import Card, Figure, Place, bare_card
from api.pages.kinds import MEASURED
from api.pages.language import NARROW_SPACE, Language
from devices.properties import Property
from store.pages import NewestValue

#: How units are written on the page, and with how many digits.
UNITS: Final = {
    Property.AIR_TEMPERATURE: ("°C", 1),
    Property.RELATIVE_HUMIDITY: ("%", 0),
    Property.NO2: ("µg/m³", 0),
    Property.PM10: ("µg/m³", 0),
    Property.PM2_5: ("µg/m³", 0),
    Property.SOUND_LEVEL: ("dB", 0),
    Property.MEAN_SPEED: ("km/h", 0),
    Property.PASSAGE: ("km/h", 0),
    Property.BATTERY: ("V", 2),
    Property.BATTERY_LEVEL: ("%", 0),
    Property.DEVICE_TEMPERATURE: ("°C", 1),
    Property.PM1: ("µg/m³", 0),
    Property.O3: ("µg/m³", 0),
    Property.NO: ("µg/m³", 0),
    Property.SO2: ("µg/m³", 0),
    Property.BENZENE: ("µg/m³", 1),
    Property.CO2: ("ppm", 0),
    Property.TVOC: ("ppb", 0),
    Property.ILLUMINANCE: ("lx", 0),
    Property.AIR_PRESSURE: ("hPa", 0),
    Property.WIND_SPEED: ("m/s", 1),
    Property.WIND_DIRECTION: ("°", 0),
    Property.PRECIPITATION: ("mm", 1),
    Property.SOLAR_RADIATION: ("W/m²", 0),
    Property.SURFACE_TEMPERATURE: ("°C", 1),
    Property.DEW_POINT: ("°C", 1),
    Property.SOIL_MOISTURE: ("%", 1),
    Property.SOIL_TEMPERATURE: ("°C", 1),
    Property.SOIL_WATER_POTENTIAL: ("kPa", 0),
    Property.WATER_LEVEL: ("m", 2),
    Property.WATER_TEMPERATURE: ("°C", 1),
    Property.DISTANCE: ("m", 2),
}


def with_unit(language: Language, name: str, value: float | None) -> str:
    """Write a value of a property with its unit."""
    unit, digits = UNITS.get(Property(name), ("", 0))
    text = language.number(value, digits)
    return f"{text}{NARROW_SPACE}{unit}" if unit and value is not None else text


def environment_card(place: Place) -> Card:
    """Return the card; a value older than the heartbeat allows is not shown as now."""
    figures = []
    for name in MEASURED:
        value = next((v for v in place.reporting if v.property == name), None)
        if value is None or value.time is None:
            continue
        fresh = place.now - value.time <= timedelta(seconds=2 * place.heartbeat_s)
        shown = value.value if fresh or place.state == "recorded" else None
        figures.append(
            Figure(
                value=with_unit(place.language, name, shown),
                label=_label(place.language, value),
            )
        )
    return replace(
        bare_card(place),
        figures=figures,
        marker=_marker(figures),
        said="",
    )


def _label(language: Language, value: NewestValue) -> str:
    """Name what was measured; a sum, of rain for instance, with the interval that it is of."""
    name = language.say(f"property_{value.property}")
    if not value.duration_ms:
        return name
    return f"{name} ({language.interval(value.duration_ms // 1_000)})"


def _marker(figures: list[Figure]) -> str:
    return figures[0].value if figures else ""
