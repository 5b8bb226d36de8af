"""Observed properties: the name of each, its unit, its possible range and how its readings behave.

A property owns its unit; no unit travels with a value. The names follow OGC SensorThings
(`ObservedProperty`), the kinds are explained at `Kind`.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """How a reading of a property behaves in time."""

    STATE = "state"  #: holds until the next reading, at most `hold_max_s`, then unknown
    INSTANT = "instant"  #: true at one moment
    INTERVAL = "interval"  #: a count over [time, time + duration)
    TOTAL = "total"  #: a running counter that wraps and resets
    PASSAGE = "passage"  #: one vehicle


class OperatingState(IntEnum):
    """Values of `Property.OPERATING_STATE`."""

    CLOSED = 0
    OPEN = 1


class BayState(IntEnum):
    """Values of `Property.BAY_STATE`."""

    VACANT = 0
    OCCUPIED = 1


class Mode(StrEnum):
    """Who is counted. Modes are never summed with each other."""

    BICYCLE = "bicycle"
    PEDESTRIAN = "pedestrian"
    CAR = "car"
    HEAVY = "heavy"
    MOTOR = "motor"  #: every motor vehicle, where a sensor does not tell classes apart


class Direction(StrEnum):
    """Direction of a datastream in the site's own terms; the site names `a` and `b`."""

    A = "a"
    B = "b"
    BOTH = "both"  #: complete by itself: the sensor does not tell directions apart
    NONE = "none"  #: direction has no meaning here (a car park, an air station)


class Property(StrEnum):
    """The observed properties; the value is the name in SQL, JSON and mappings."""

    COUNT = "count"
    COUNT_TOTAL = "count_total"
    PASSAGE = "passage"
    FREE_SPACES = "free_spaces"
    OPERATING_STATE = "operating_state"
    BAY_STATE = "bay_state"
    MEAN_SPEED = "mean_speed"
    SPEED_SHARE = "speed_share"
    V85 = "v85"  #: as a device says it; never averaged, a check on what its histogram tells
    AIR_TEMPERATURE = "air_temperature"
    RELATIVE_HUMIDITY = "relative_humidity"
    NO2 = "no2"
    PM10 = "pm10"
    PM2_5 = "pm2_5"
    PM1 = "pm1"
    O3 = "o3"
    NO = "no"
    SO2 = "so2"
    BENZENE = "benzene"
    CO2 = "co2"
    TVOC = "tvoc"
    SOUND_LEVEL = "sound_level"
    ILLUMINANCE = "illuminance"
    AIR_PRESSURE = "air_pressure"
    WIND_SPEED = "wind_speed"
    WIND_DIRECTION = "wind_direction"
    PRECIPITATION = "precipitation"
    SOLAR_RADIATION = "solar_radiation"
    SURFACE_TEMPERATURE = "surface_temperature"
    DEW_POINT = "dew_point"
    SOIL_MOISTURE = "soil_moisture"
    SOIL_TEMPERATURE = "soil_temperature"
    SOIL_WATER_POTENTIAL = "soil_water_potential"
    WATER_LEVEL = "water_level"
    WATER_TEMPERATURE = "water_temperature"
    DISTANCE = "distance"
    PEOPLE_PRESENT = "people_present"
    BATTERY = "battery"
    BATTERY_LEVEL = "battery_level"
    DEVICE_TEMPERATURE = "device_temperature"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """Unit, range and kind of one property; a reading outside [low, high] is rejected."""

    kind: Kind
    unit: str  #: UCUM
    low: float
    high: float
    whole: bool = False  #: only whole numbers make sense


_LOT = 100_000.0  # more spaces than any car park has; negative: cities publish drifted balances

DEFINITIONS: dict[Property, Definition] = {
    Property.COUNT: Definition(kind=Kind.INTERVAL, unit="1", low=0, high=1e6, whole=True),
    Property.COUNT_TOTAL: Definition(kind=Kind.TOTAL, unit="1", low=0, high=2.0**53, whole=True),
    Property.PASSAGE: Definition(kind=Kind.PASSAGE, unit="km/h", low=0, high=400),
    Property.FREE_SPACES: Definition(kind=Kind.STATE, unit="1", low=-_LOT, high=_LOT, whole=True),
    Property.OPERATING_STATE: Definition(kind=Kind.STATE, unit="1", low=0, high=1, whole=True),
    Property.BAY_STATE: Definition(kind=Kind.STATE, unit="1", low=0, high=1, whole=True),
    Property.MEAN_SPEED: Definition(kind=Kind.INTERVAL, unit="km/h", low=0, high=400),
    # How many of the counted vehicles were in one speed class, see `datastream.speed_class`.
    # Devices scale them like counts: 133 % are published. A row is divided by its sum.
    Property.SPEED_SHARE: Definition(kind=Kind.INTERVAL, unit="%", low=0, high=1_000),
    Property.V85: Definition(kind=Kind.INTERVAL, unit="km/h", low=0, high=400),
    Property.AIR_TEMPERATURE: Definition(kind=Kind.INSTANT, unit="Cel", low=-60, high=70),
    Property.RELATIVE_HUMIDITY: Definition(kind=Kind.INSTANT, unit="%", low=0, high=100),
    Property.NO2: Definition(kind=Kind.INSTANT, unit="ug/m3", low=-20, high=5_000),
    Property.PM10: Definition(kind=Kind.INSTANT, unit="ug/m3", low=-20, high=10_000),
    Property.PM2_5: Definition(kind=Kind.INSTANT, unit="ug/m3", low=-20, high=10_000),
    Property.PM1: Definition(kind=Kind.INSTANT, unit="ug/m3", low=-20, high=10_000),
    Property.O3: Definition(kind=Kind.INSTANT, unit="ug/m3", low=-20, high=5_000),
    Property.NO: Definition(kind=Kind.INSTANT, unit="ug/m3", low=-20, high=5_000),
    Property.SO2: Definition(kind=Kind.INSTANT, unit="ug/m3", low=-20, high=10_000),
    Property.BENZENE: Definition(kind=Kind.INSTANT, unit="ug/m3", low=-5, high=1_000),
    Property.CO2: Definition(kind=Kind.INSTANT, unit="[ppm]", low=0, high=50_000),
    Property.TVOC: Definition(kind=Kind.INSTANT, unit="[ppb]", low=0, high=100_000),
    Property.SOUND_LEVEL: Definition(kind=Kind.INSTANT, unit="dB[SPL]", low=0, high=160),
    Property.ILLUMINANCE: Definition(kind=Kind.INSTANT, unit="lx", low=0, high=200_000),
    Property.AIR_PRESSURE: Definition(kind=Kind.INSTANT, unit="hPa", low=300, high=1_100),
    Property.WIND_SPEED: Definition(kind=Kind.INSTANT, unit="m/s", low=0, high=120),
    Property.WIND_DIRECTION: Definition(kind=Kind.INSTANT, unit="deg", low=0, high=360),
    Property.PRECIPITATION: Definition(kind=Kind.INTERVAL, unit="mm", low=0, high=1_000),
    Property.SOLAR_RADIATION: Definition(kind=Kind.INSTANT, unit="W/m2", low=-20, high=2_000),
    Property.SURFACE_TEMPERATURE: Definition(kind=Kind.INSTANT, unit="Cel", low=-60, high=100),
    Property.DEW_POINT: Definition(kind=Kind.INSTANT, unit="Cel", low=-80, high=70),
    # Volumetric; calibration curves run a little below 0 in dry air.
    Property.SOIL_MOISTURE: Definition(kind=Kind.INSTANT, unit="%", low=-10, high=100),
    Property.SOIL_TEMPERATURE: Definition(kind=Kind.INSTANT, unit="Cel", low=-60, high=70),
    Property.SOIL_WATER_POTENTIAL: Definition(kind=Kind.INSTANT, unit="kPa", low=-100_000, high=10),
    Property.WATER_LEVEL: Definition(kind=Kind.INSTANT, unit="m", low=-20, high=200),
    Property.WATER_TEMPERATURE: Definition(kind=Kind.INSTANT, unit="Cel", low=-10, high=60),
    Property.DISTANCE: Definition(kind=Kind.INSTANT, unit="m", low=0, high=200),
    Property.PEOPLE_PRESENT: Definition(kind=Kind.STATE, unit="1", low=0, high=_LOT, whole=True),
    Property.BATTERY: Definition(kind=Kind.INSTANT, unit="V", low=0, high=100),
    Property.BATTERY_LEVEL: Definition(kind=Kind.INSTANT, unit="%", low=0, high=100),
    Property.DEVICE_TEMPERATURE: Definition(kind=Kind.INSTANT, unit="Cel", low=-60, high=125),
}
