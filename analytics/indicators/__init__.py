"""The indicators as questions to sites: what can be asked, of which datastreams, and the answer.

Kernels know arrays; here they meet the datastreams, facts and hours of a site. One module a
subject; each indicator is a `Method` in `METHODS`.
"""

from typing import Final

from analytics.indicators import (
    air,
    annual,
    bast,
    environment,
    expanded,
    flow,
    following,
    lane_density,
    parking_balance,
    parking_free,
    parking_loads,
    parking_overstay,
    parking_search,
    parking_stays,
    peaks,
    profiles,
    shares,
    sound,
    speeds,
)
from analytics.indicators.air_index import AIR_QUALITY_INDEX
from analytics.indicators.calibration import CALIBRATION_FACTOR
from analytics.indicators.dew_point import DEW_POINT
from analytics.indicators.frost_hours import FROST_HOURS
from analytics.indicators.mean_speeds import MEAN_SPEED
from analytics.indicators.method import Method
from analytics.indicators.parking import FREE_SPACES, OCCUPANCY
from analytics.indicators.parking_fullest import PEAK
from analytics.indicators.speeding import SHARE_OVER_LIMIT
from analytics.indicators.usual_weather import DTV_USUAL_WEATHER
from analytics.indicators.vehicle_shares import HEAVY_BY_LENGTH
from analytics.indicators.volumes import VOLUME
from analytics.topic import Indicator

#: In the order in which they are offered.
METHODS: Final[dict[Indicator, Method]] = {
    method.indicator: method
    for method in (
        VOLUME,
        *annual.METHODS,
        *bast.METHODS,
        *peaks.METHODS,
        *profiles.METHODS,
        *shares.METHODS,
        *expanded.METHODS,
        DTV_USUAL_WEATHER,
        CALIBRATION_FACTOR,
        *speeds.METHODS,
        MEAN_SPEED,
        SHARE_OVER_LIMIT,
        HEAVY_BY_LENGTH,
        *following.METHODS,
        *flow.METHODS,
        *lane_density.METHODS,
        *environment.METHODS,
        DEW_POINT,
        *sound.METHODS,
        *air.METHODS,
        AIR_QUALITY_INDEX,
        FROST_HOURS,
        OCCUPANCY,
        FREE_SPACES,
        *parking_balance.METHODS,
        PEAK,
        *parking_loads.METHODS,
        *parking_stays.METHODS,
        *parking_overstay.METHODS,
        *parking_free.METHODS,
        *parking_search.METHODS,
    )
}
