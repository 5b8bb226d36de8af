"""What can be asked of a site: an indicator, of whom, in which direction, over which hours."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

REGULATED: Final = "regulated"
WHOLE_DAY: Final = "24h"


class Indicator(StrEnum):
    """The indicators that can be asked for; the value is the key in URLs and tables."""

    VOLUME = "volume"
    DTV = "dtv"
    DTV_SIMPLE = "dtv_simple"
    DTV_AASHTO = "dtv_aashto"
    ADT = "adt"
    MADT = "madt"
    AAWDT = "aawdt"
    GROWTH = "growth"
    DTV_W5 = "dtv_w5"
    DTV_W = "dtv_w"
    DTV_U = "dtv_u"
    DTV_S = "dtv_s"
    FER = "fer"
    BSO = "bso"
    BFR = "bfr"
    MT = "mt"
    MN = "mn"
    MD = "md"
    ME = "me"
    PEAK_HOUR = "peak_hour"
    PEAK_HOUR_MORNING = "peak_hour_morning"
    PEAK_HOUR_EVENING = "peak_hour_evening"
    PEAK_HOUR_FACTOR = "peak_hour_factor"
    DESIGN_HOUR_VOLUME = "design_hour_volume"
    K_FACTOR = "k_factor"
    HOURLY_PROFILE = "hourly_profile"
    WEEKDAY_PROFILE = "weekday_profile"
    MONTH_PROFILE = "month_profile"
    WEEKEND_INDEX = "weekend_index"
    MORNING_INDEX = "morning_index"
    UNUSUAL_HOURS = "unusual_hours"
    DIRECTIONAL_SPLIT = "directional_split"
    DIRECTIONAL_FACTOR = "directional_factor"
    HEAVY_SHARE = "heavy_share"
    V85 = "v85"
    V50 = "v50"
    V15 = "v15"
    MEAN_SPEED = "mean_speed"
    SPACE_MEAN_SPEED = "space_mean_speed"
    SPEED_DEVIATION = "speed_deviation"
    SHARE_OVER_LIMIT = "share_over_limit"
    PACE = "pace"
    OCCUPANCY = "occupancy"
    FREE_SPACES = "free_spaces"
    PARKING_LOAD = "parking_load"
    PEAK_OCCUPANCY = "peak_occupancy"
    FULL_SHARE = "full_share"
    HOURS_AT_85 = "hours_at_85"
    HOUR_30 = "hour_30"
    FULL_SPELLS = "full_spells"
    SATURATION_TIME = "saturation_time"
    AVAILABILITY = "availability"
    OCCUPANCY_CORRECTED = "occupancy_corrected"
    PARKING_VOLUME = "parking_volume"
    TURNOVER = "turnover"
    MEAN_PARKING_DURATION = "mean_parking_duration"
    PARKING_DURATION = "parking_duration"
    OVERSTAY_RATE = "overstay_rate"
    VACANCY_DURATION = "vacancy_duration"


@dataclass(frozen=True, slots=True, order=True)
class Topic:
    """One question about a site.

    Parameters
    ----------
    mode, direction
        '' where they have no meaning; direction '': all together.
    variant
        Of a mean its window: `REGULATED` or `WHOLE_DAY`.
    """

    indicator: Indicator
    mode: str = ""
    direction: str = ""
    variant: str = ""
