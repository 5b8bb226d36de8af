"""Answers to the acceptance cases of counters (section B)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from analytics import volume
from analytics.counting import (
    annual,
    bast,
    confidence,
    counters,
    design_hour,
    events,
    expansion,
    growth,
    months,
    patterns,
    peaks,
    profiles,
    split,
    weather,
)
from analytics.counting.hours import Counts, of_hours
from analytics.figure import Figure
from analytics.fold import fold
from analytics.intervals import Deployed, Readings
from analytics.intervals import quarters as interval_quarters
from analytics.spans import Span
from tests.analytics.cases.laid import HOUR_MS, MINUTE_MS, Answer
from tests.analytics.counting.laying import commuters, month, per_day, place, year

#: The cases lay whole days of 24 hours, so they have no clock change.
YEAR = year(2023)


def _hour_with_a_gap(inputs: dict[str, Any], _: object) -> object:
    valid = inputs["expected_intervals"] - 1
    five = 5 * MINUTE_MS
    readings = Readings(
        start_ms=np.arange(valid, dtype=np.int64) * five,
        duration_ms=np.full(valid, five),
        value=np.full(valid, inputs["sum_11_intervals"] / valid),
        quality=np.ones(valid, dtype=np.uint8),
        disputed=np.zeros(valid, dtype=bool),
    )
    run = interval_quarters(0, 4, [Deployed(span=Span(0, HOUR_MS), readings=readings)])
    hour = fold(volume.cross_section([run]), np.array([0, 4]))
    n_valid = int(hour.observed_ms[0]) // five
    observed = float(volume.values(hour)[0])
    return {
        "observed": observed,
        "scaled": volume.scaled(observed, n_valid, inputs["expected_intervals"]),
        "completeness": hour.observed_ms[0] / hour.expected_ms[0],
    }


def _values(inputs: dict[str, Any], key: str = "values") -> tuple[Any, Any]:
    total = np.array(inputs[key], dtype=np.float64)
    return np.arange(len(total)) * MINUTE_MS, total


def _running(inputs: dict[str, Any], expected: object) -> object:
    time_ms, total = _values(inputs)
    found = counters.summary(time_ms, total)
    told: dict[str, Any] = {
        "delta": found.delta,
        "resets": found.resets,
        "changes": found.changes,
        "reset_sum": found.reset_sum,
        "adjusted": counters.adjusted(found.first, counters.steps(time_ms, total)).tolist(),
    }
    return {key: told[key] for key in expected} if isinstance(expected, dict) else found.delta


def _joined(inputs: dict[str, Any], _: object) -> object:
    first_ms, first = _values(inputs, "part1")
    second_ms, second = _values(inputs, "part2")
    parts = [
        counters.summary(first_ms, first),
        counters.summary(second_ms + len(first) * MINUTE_MS, second),
    ]
    return {"delta": counters.joined(parts).delta, "resets": counters.joined(parts).resets}


def _out_of_order(inputs: dict[str, Any], _: object) -> object:
    points = np.array(inputs["points"], dtype=np.int64)
    try:
        counters.steps(points[:, 0], points[:, 1].astype(np.float64))
    except counters.OrderError as refused:
        return type(refused).__name__
    return None


def _days_of_a_total(inputs: dict[str, Any], expected: object) -> object:
    assert isinstance(expected, list)
    points = np.array(inputs["points_h_value"], dtype=np.float64)
    time_ms = (points[:, 0] * HOUR_MS).astype(np.int64)
    total = counters.adjusted(points[0, 1], counters.steps(time_ms, points[:, 1]))
    edges = np.arange(len(expected) + 1) * inputs["bucket_h"] * HOUR_MS
    return counters.in_buckets(time_ms, total, edges).tolist()


def _rolled_over(inputs: dict[str, Any], _: object) -> object:
    read = np.array([inputs["previous"], inputs["current"]], dtype=np.float64)
    near, modulus = np.array([0, 10_000]), inputs["modulus"]
    ran = counters.steps(near, read, modulus=modulus, rate_max_per_s=2.0)
    slow = counters.steps(near, read, modulus=modulus, rate_max_per_s=0.1)
    return {"if_rollover": ran.counted[0], "if_reset": slow.counted[0]}


def _peak_hour_factor(inputs: dict[str, Any], _: object) -> object:
    return peaks.peak_hour_factor(np.array(inputs["q15"], dtype=np.float64)).value


def _peaks(inputs: dict[str, Any], _: object) -> object:
    day = year(2023)
    begin = 4 * int(inputs["start"][:2])
    told = np.full(4 * len(day.hour), np.nan)
    told[begin : begin + len(inputs["q15"])] = inputs["q15"]
    found = peaks.peak_hours(day, told, (7, 9))
    hours = peaks.clock_hours(day, told).hourly
    return {
        "sliding_start_index": found.start[0] - begin,
        "sliding_volume": found.volume[0],
        "sliding_phf": found.factor[0],
        "clock_hour_volumes": hours[~np.isnan(hours)].tolist(),
    }


def _design_volumes(inputs: dict[str, Any], _: object) -> object:
    k, d, adt = inputs["K"], inputs["D"], inputs["adt"]
    return {
        "dhv": design_hour.design_hourly_volume(k, adt),
        "ddhv": design_hour.directional_design_hourly_volume(k, d, adt),
    }


def _thirtieth_hour(inputs: dict[str, Any], _: object) -> object:
    hourly = np.random.default_rng(7).permutation(np.arange(1.0, 8761.0))
    found = design_hour.nth_hour(of_hours(YEAR, hourly))
    return {"v30": found.volume.value, "hours_strictly_above": found.above}


def _thirtieth_hour_of_a_part(inputs: dict[str, Any], _: object) -> object:
    hourly = np.arange(inputs["hours_in_year"], dtype=np.float64)
    hourly[inputs["valid_hours"] :] = np.nan
    found = design_hour.nth_hour(of_hours(YEAR, hourly))
    assert found.doubted
    assert found.volume.value == inputs["valid_hours"] - design_hour.RANK
    return {"coverage": found.coverage, "rank_rule": design_hour.RANK_RULE}


def _whole_year(method: Callable[[Counts], Figure]) -> Answer:
    return lambda _, __: method(of_hours(YEAR, commuters(YEAR))).value


def _short_june(_: dict[str, Any], __: object) -> object:
    hourly = commuters(YEAR)
    june, kept = place(YEAR, date(2023, 6, 1)), place(YEAR, date(2023, 6, 5))
    hourly[june * 24 : kept * 24] = np.nan
    hourly[(kept + 7) * 24 : (june + 30) * 24] = np.nan
    counts = of_hours(YEAR, hourly)
    return {
        "simple": annual.aadt_simple(counts).value,
        "aashto": annual.aadt_aashto(counts).value,
        "fhwa": annual.aadt_fhwa(counts).value,
    }


def _without_mondays(weeks: int) -> Counts:
    hourly = commuters(YEAR)
    for week in range(weeks):
        noon = (place(YEAR, date(2023, 1, 2)) + 7 * week) * 24 + 12
        hourly[noon : noon + 12] = np.nan
    return of_hours(YEAR, hourly)


def _ten_mondays(_: dict[str, Any], __: object) -> object:
    counts = _without_mondays(10)
    return {
        "simple_days_dropped": annual.aadt_simple(counts).value,
        "aashto_days_dropped": annual.aadt_aashto(counts).value,
        "fhwa_strict": annual.aadt_fhwa(counts).value,
        "fhwa_renormalised": annual.aadt_fhwa_renormalised(counts).value,
    }


def _three_mondays(_: dict[str, Any], __: object) -> object:
    counts = _without_mondays(3)
    return {
        "fhwa": annual.aadt_fhwa(counts).value,
        "simple_days_dropped": annual.aadt_simple(counts).value,
        "aashto": annual.aadt_aashto(counts).value,
    }


def _months(inputs: dict[str, Any], _: object) -> object:
    june = month(2023, 6)
    means = np.array(inputs["dow_mean_mon_to_sun"], dtype=np.float64)
    counts = per_day(june, means[june.weekday])
    assert june.weekdays_of_months()[0].tolist() == inputs["occurrences"]
    return {
        "aashto": months.madt_aashto(counts)[0],
        "calendar_weighted": months.madt_calendar_weighted(counts)[0],
        "madw_weekday": months.madw_working(counts)[0],
    }


def _adt(inputs: dict[str, Any], _: object) -> object:
    june = month(2023, 6)
    assert len(june) == inputs["days"]
    return annual.adt(per_day(june, np.full(len(june), inputs["total"] / inputs["days"]))).value


def _bast_factors(inputs: dict[str, Any], _: object) -> object:
    told = {key: Figure(value) for key, value in inputs.items()}
    return {
        "fer": bast.factor(told["DTV_U"], told["DTV_W"]).value,
        "bSo": bast.factor(told["DTV_So_NZB"], told["DTV_DiMiDo_NZB"]).value,
        "bFr": bast.factor(told["DTV_Fr_NZB"], told["DTV_DiMiDo_NZB"]).value,
    }


def _bast_hours(inputs: dict[str, Any], _: object) -> object:
    light = (YEAR.hour >= 6) & (YEAR.hour < 22)
    counts = of_hours(
        YEAR, np.where(light, inputs["volume_06_22"] / 16, inputs["volume_22_06"] / 8)
    )
    return {
        "Mt": bast.mean_hourly(counts, "Mt").value,
        "Mn": bast.mean_hourly(counts, "Mn").value,
        "DTV": bast.dtv(counts).value,
    }


def _day_of_year(inputs: dict[str, Any], _: object) -> object:
    short = np.array(inputs["short_daily"], dtype=np.float64)
    known = np.array(inputs["ref_daily"], dtype=np.float64)
    return {
        "mean_of_daily_estimates": expansion.day_of_year_mean(
            short, known, inputs["ref_aadt"]
        ).value,
        "ratio_of_sums": expansion.day_of_year_ratio(short, known, inputs["ref_aadt"]).value,
    }


def _indices(inputs: dict[str, Any], _: object) -> object:
    day = np.zeros(24)
    for hour, count in inputs["weekday_hours"].items():
        day[int(hour)] = count
    day[15] = inputs["mean_weekday"] - day.sum()
    weekend = np.zeros(24)
    weekend[15] = inputs["mean_weekend_day"]
    working = YEAR.weekday[YEAR.day] < 5
    counts = of_hours(YEAR, np.where(working, day[YEAR.hour], weekend[YEAR.hour]))
    none = np.zeros(len(YEAR), dtype=bool)
    return {
        "WWI": patterns.weekend_index(counts, none).value,
        "AMI": patterns.morning_index(counts, none).value,
    }


def _hourly_index(inputs: dict[str, Any], _: object) -> object:
    day = np.full(24, (inputs["mean_daily"] - inputs["mean_hour_8"]) / 23)
    day[8] = inputs["mean_hour_8"]
    counts = of_hours(YEAR, day[YEAR.hour])
    return profiles.hourly_index(counts, np.ones(len(YEAR), dtype=bool))[8]


def _missing_days(inputs: dict[str, Any], _: object) -> object:
    error = confidence.standard_error(inputs["n_days"], inputs["N_days"], inputs["sd_daily"])
    return {"se": error, "half_width": confidence.half_width(error, inputs["z"])}


def _strata(inputs: dict[str, Any], _: object) -> object:
    n_all, n, mean, sd = np.array(inputs["strata_N_n_mean_sd"], dtype=np.float64).T
    value, error = confidence.stratified(n_all.astype(np.int64), n.astype(np.int64), mean, sd)
    return {"aadt": value, "se": error}


def _score(inputs: dict[str, Any], _: object) -> object:
    return events.robust_score(inputs["x"], np.array(inputs["history"], dtype=np.float64))


def _usual_weather(inputs: dict[str, Any], _: object) -> object:
    return weather.normalised(
        np.array([float(inputs["observed"])]),
        np.array([[inputs["T"], inputs["rain"]]], dtype=np.float64),
        np.array([[inputs["T_ref"], inputs["rain_ref"]]], dtype=np.float64),
        np.array([inputs["beta_T"], inputs["beta_rain"]]),
    )[0]


def _growth(inputs: dict[str, Any], _: object) -> object:
    asked = inputs["v0"], inputs["v2"], inputs["years"]
    return {
        "cagr": growth.annual_growth(*asked).value,
        "log_rate": growth.log_growth(*asked).value,
    }


def _balance(inputs: dict[str, Any], _: object) -> object:
    return {
        "balance": split.balance(*inputs["directional"]),
        "rel": split.relative_balance(*inputs["directional"]).value,
    }


def _calibration(inputs: dict[str, Any], _: object) -> object:
    checked = np.array([inputs["manual"]]), np.array([inputs["automatic"]])
    factor = growth.calibration(*checked).factor.value
    assert factor is not None
    return {"factor": factor, "corrected_day": factor * inputs["raw_day"]}


ANSWERS: dict[str, Answer] = {
    "CNT-001": _peak_hour_factor,
    "CNT-002": _peak_hour_factor,
    "CNT-003": _peak_hour_factor,
    "CNT-004": _peaks,
    "CNT-005": lambda told, _: design_hour.k_factor(told["v30"], told["aadt"]).value,
    "CNT-006": _design_volumes,
    "CNT-007": _thirtieth_hour,
    "CNT-008": _thirtieth_hour_of_a_part,
    "CNT-009": _whole_year(annual.aadt_simple),
    "CNT-010": _whole_year(annual.aadt_aashto),
    "CNT-011": _whole_year(annual.aadt_fhwa),
    "CNT-012": _short_june,
    "CNT-013": _ten_mondays,
    "CNT-014": _three_mondays,
    "CNT-015": _months,
    "CNT-016": _adt,
    "CNT-017": _bast_factors,
    "CNT-018": _bast_hours,
    "CNT-019": lambda told, _: split.heavy_share(told["sv"], told["kfz"]).value,
    "CNT-020": lambda told, _: split.directional_factor(told["dir1"], told["dir2"]).value,
    "CNT-021": _running,
    "CNT-022": _running,
    "CNT-023": _running,
    "CNT-024": _joined,
    "CNT-025": _out_of_order,
    "CNT-026": _running,
    "CNT-027": _running,
    "CNT-028": _days_of_a_total,
    "CNT-029": _rolled_over,
    "CNT-030": _hour_with_a_gap,
    "CNT-031": _day_of_year,
    "CNT-032": _indices,
    "CNT-033": _hourly_index,
    "CNT-034": _missing_days,
    "CNT-035": _score,
    "CNT-036": _usual_weather,
    "CNT-037": _growth,
    "CNT-038": _balance,
    "CNT-039": _calibration,
    "CNT-040": _strata,
}

#: Cases that cannot apply, and why.
NOT_APPLICABLE: dict[str, str] = {}
