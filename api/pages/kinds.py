"""What a site is about, as a reader sorts it: parking, bicycles, people, traffic, environment."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from devices.properties import Mode, Property
from store.pages import NewestValue


class Kind(StrEnum):
    """The kinds, in the order of the page; the value stands in addresses and style classes."""

    PARKING = "parking"
    BICYCLE = "bicycle"
    PEDESTRIAN = "pedestrian"
    TRAFFIC = "traffic"
    ENVIRONMENT = "environment"
    OTHER = "other"


COUNTED: Final = frozenset({Property.COUNT, Property.COUNT_TOTAL, Property.PASSAGE})
PARKED: Final = frozenset({Property.FREE_SPACES, Property.OPERATING_STATE, Property.BAY_STATE})
#: What is shown by its newest value, in the order of a card.
MEASURED: Final = (
    Property.PEOPLE_PRESENT,
    Property.AIR_TEMPERATURE,
    Property.RELATIVE_HUMIDITY,
    Property.NO2,
    Property.PM10,
    Property.PM2_5,
    Property.SOUND_LEVEL,
    Property.PM1,
    Property.O3,
    Property.NO,
    Property.SO2,
    Property.BENZENE,
    Property.CO2,
    Property.TVOC,
    Property.AIR_PRESSURE,
    Property.WIND_SPEED,
    Property.WIND_DIRECTION,
    Property.PRECIPITATION,
    Property.DEW_POINT,
    Property.SOLAR_RADIATION,
    Property.ILLUMINANCE,
    Property.SURFACE_TEMPERATURE,
    Property.SOIL_MOISTURE,
    Property.SOIL_TEMPERATURE,
    Property.SOIL_WATER_POTENTIAL,
    Property.WATER_LEVEL,
    Property.WATER_TEMPERATURE,
    Property.DISTANCE,
    Property.MEAN_SPEED,
)
#: A class of a histogram, which says nothing by itself, and a V85, which nobody averages.
IN_CLASSES: Final = frozenset({Property.SPEED_SHARE, Property.V85})
_BY_SITE: Final = {
    "car_park": Kind.PARKING,
    "parking_zone": Kind.PARKING,
    "cycle_track": Kind.BICYCLE,
    "cross_section": Kind.TRAFFIC,
    "station": Kind.ENVIRONMENT,
}


def kind_of(site_kind: str, values: Iterable[NewestValue]) -> Kind:
    """Return the kind of a site: by what is observed there, else by what it was entered as."""
    observed = {(value.property, value.mode) for value in values}
    properties = {name for name, _ in observed}
    if properties & PARKED:
        return Kind.PARKING
    modes = {mode for name, mode in observed if name in COUNTED}
    if Mode.BICYCLE in modes:
        return Kind.BICYCLE
    if Mode.PEDESTRIAN in modes:
        return Kind.PEDESTRIAN
    if modes or Property.MEAN_SPEED in properties:
        return Kind.TRAFFIC
    if Property.PEOPLE_PRESENT in properties:
        return Kind.PEDESTRIAN
    if properties & set(MEASURED):
        return Kind.ENVIRONMENT
    return _BY_SITE.get(site_kind, Kind.OTHER)
