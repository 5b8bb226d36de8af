"""Answers to the acceptance cases of the environment (section D)."""

from typing import Any

import numpy as np

from analytics.environment import capture, dew, eight_hours, frost, levels, limits
from analytics.environment import day_evening_night as den
from analytics.environment.air_quality import EAQI, LQI, LQI_OLD, Pollutant, Table, classes
from analytics.quarters import Float
from tests.analytics.cases.laid import Answer

POLLUTANTS = {
    "pm25": Pollutant.PM2_5,
    "pm10": Pollutant.PM10,
    "no2": Pollutant.NO2,
    "o3": Pollutant.O3,
    "so2": Pollutant.SO2,
}


def _array(values: list[float]) -> Float:
    return np.array(values, dtype=np.float64)


def _exposure(inputs: dict[str, Any], _: object) -> object:
    heard = _array(inputs["levels_db"])
    return levels.exposure(levels.equivalent(heard), len(heard) * inputs["step_s"])


def _unequal(inputs: dict[str, Any], _: object) -> object:
    return levels.equivalent(_array(inputs["levels_db"]), _array(inputs["minutes"]))


def _l_den(inputs: dict[str, Any], _: object) -> object:
    day, evening, night = (_array([inputs[name]]) for name in ("Lday", "Levening", "Lnight"))
    return float(den.l_den(day, evening, night)[0])


def _constant(inputs: dict[str, Any], _: object) -> object:
    level = _array([inputs["L"]])
    return float(den.l_den(level, level, level)[0])


def _l_dn(inputs: dict[str, Any], _: object) -> object:
    return den.l_dn(_array(inputs["Lday"]), _array(inputs["Lnight"])).tolist()


def _daily_limit(inputs: dict[str, Any], _: object) -> object:
    # The days are given in tenths: in whole ug/m3, as the law rounds, 50.1 would be no exceedance.
    times = limits.exceedances(_array(inputs["daily_pm10"]), inputs["limit"], decimals=1)
    return {"exceedances": times, "compliant": limits.complies(times, inputs["allowed"])}


def _hourly_limit(inputs: dict[str, Any], _: object) -> object:
    (limit,) = (
        limit
        for limit in limits.LIMITS
        if limit.pollutant is Pollutant.NO2
        and limit.statistic is limits.Statistic.HOUR
        and limit.until is not None
    )
    return [limits.complies(times, limit.allowed) for times in inputs["hours_above_200"]]


def _rank_percentile(inputs: dict[str, Any], _: object) -> object:
    return limits.percentile_of_allowed(inputs["days"], inputs["rank"] - 1)


def _of(table: Table, values: list[Any]) -> list[int]:
    return [int(classes(table, POLLUTANTS[name], _array([value]))[0]) for name, value in values]


def _dew_and_frost(inputs: dict[str, Any], _: object) -> object:
    air = _array([inputs["T"]]), _array([inputs["RH"]])
    return {"dew": float(dew.dew_point_wmo(*air)[0]), "frost": float(dew.frost_point(*air)[0])}


def _frost_flag(inputs: dict[str, Any], _: object) -> object:
    nothing = _array([np.nan])
    air, humidity = _array([inputs["T_air"]]), _array([inputs["RH"]])
    road = frost.Road(
        time_ms=np.zeros(1, dtype=np.int64),
        surface=_array([inputs["T_surface"]]),
        air=air,
        humidity=humidity,
        wet=nothing if inputs["wet"] is None else _array([inputs["wet"]]),
        precipitation=nothing,
        freezing=_array([0.0]),
    )
    return {
        "frost_point": float(dew.frost_point(air, humidity)[0]),
        "dew_point": float(dew.dew_point_wmo(air, humidity)[0]),
        "flag": str(frost.flags(road)[0]),
    }


def _windows(inputs: dict[str, Any], _: object) -> object:
    windows = eight_hours.windows(0)
    first, last = windows[0], windows[-1]
    told = [f"{at // 3_600_000 % 24:02d}:00" for at in (first.from_ms, first.to_ms, last.from_ms)]
    assert inputs["first_window_of_day"] == f"{told[0]} previous day - {told[1]}"
    assert inputs["last_window_of_day"] == f"{told[2]} - 24:00"
    return {"windows_per_day": len(windows), "min_valid_windows": capture.needed(len(windows))}


def _exceeded(inputs: dict[str, Any], expected: object) -> object:
    assert isinstance(expected, dict)
    assert inputs["levels_db"].startswith("1..100")
    heard = np.arange(1.0, 101.0)
    return {name: levels.exceeded(heard, float(name[1:])) for name in expected}


ANSWERS: dict[str, Answer] = {
    "ENV-001": lambda inputs, _: levels.equivalent(_array(inputs["levels_db"])),
    "ENV-002": _exposure,
    "ENV-003": _l_den,
    "ENV-004": _l_den,
    "ENV-005": _l_dn,
    "ENV-006": _unequal,
    "ENV-007": _constant,
    "ENV-008": lambda inputs, _: capture.enough(
        np.array(inputs["valid"]), np.array(inputs["required_of"])
    ).tolist(),
    "ENV-009": _daily_limit,
    "ENV-010": _hourly_limit,
    "ENV-011": _rank_percentile,
    "ENV-012": lambda inputs, _: _of(EAQI, inputs["values"]),
    "ENV-013": lambda inputs, _: {
        "old": _of(LQI_OLD, inputs["values"]),
        "new": _of(LQI, inputs["values"]),
    },
    "ENV-014": lambda inputs, _: float(
        dew.dew_point(_array([inputs["T"]]), _array([inputs["RH"]]))[0]
    ),
    "ENV-015": lambda inputs, _: float(
        dew.dew_point_wmo(_array([inputs["T"]]), _array([inputs["RH"]]))[0]
    ),
    "ENV-016": _dew_and_frost,
    "ENV-017": _frost_flag,
    "ENV-018": _windows,
    "ENV-019": lambda inputs, _: limits.percentile_of_allowed(inputs["hours"], inputs["allowed"]),
    "ENV-020": _exceeded,
}

#: Cases that cannot apply, and why.
NOT_APPLICABLE: dict[str, str] = {}
