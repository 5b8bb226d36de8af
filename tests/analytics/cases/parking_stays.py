"""Answers to the acceptance cases of stays: A5 to A9, A13."""

from typing import Any

import numpy as np

from analytics.figure import Figure
from analytics.occupancy import Load
from analytics.parking import debounce, durations, overstay, records, supply, survival, turnover
from analytics.parking.stays import Stays
from analytics.parking.survival import Curve
from analytics.quarters import QUARTER_MS, Float
from analytics.spans import Span
from tests.analytics.cases.laid import FOREVER_MS, HOUR_MS, MINUTE_MS, Answer

SECOND_MS = 1000


def _number(figure: Figure) -> float:
    assert figure.value is not None, figure.reason
    return figure.value


def _laid(pairs: list[Any], unit_ms: int) -> Stays:
    """Lay stays out, each in a bay of its own; one without an end goes on."""
    ends = [FOREVER_MS if end is None else end * unit_ms for _, end in pairs]
    return Stays(
        bay=np.arange(len(pairs)),
        begin_ms=np.array([begin * unit_ms for begin, _ in pairs], dtype=np.int64),
        end_ms=np.array(ends, dtype=np.int64),
        arrived=np.ones(len(pairs), dtype=bool),
        departed=np.array([end is not None for _, end in pairs]),
        vehicle=np.arange(len(pairs)),
    )


def _plates(bays: list[list[int | None]]) -> Stays:
    """Lay a survey out: a run of one plate in a bay is one stay."""
    pairs = []
    for bay in bays:
        for k, plate in enumerate(bay):
            if plate is None:
                continue
            if k and bay[k - 1] == plate:
                pairs[-1] = (pairs[-1][0], 15 * (k + 1))
            else:
                pairs.append((15 * k, 15 * (k + 1)))
    return _laid(pairs, MINUTE_MS)


def _turnover(inputs: dict[str, Any], _: object) -> object:
    vehicles = turnover.volume(_plates(inputs["plates_by_bay_and_interval"]), Span(0, HOUR_MS))
    return _number(turnover.per_space(vehicles, inputs["capacity"]))


def _little(inputs: dict[str, Any], _: object) -> object:
    return _number(turnover.mean_duration(inputs["load_veh_min"], inputs["volume_veh"]))


def _curve(inputs: dict[str, Any]) -> Curve:
    entry = np.array(inputs["entry"], dtype=np.float64) if "entry" in inputs else None
    return survival.kaplan_meier(*_observed(inputs), entry)


def _observed(inputs: dict[str, Any]) -> tuple[Float, Any]:
    return np.array(inputs["durations"], dtype=np.float64), np.array(inputs["event_observed"]) > 0


def _steps(curve: Curve, expected: object) -> dict[str, Any]:
    told = {
        "t": curve.age.tolist(),
        "at_risk": curve.at_risk.tolist(),
        "S": curve.survival.tolist(),
    }
    assert isinstance(expected, dict)
    return {name: told[name] for name in told if name in expected}


def _kaplan_meier(inputs: dict[str, Any], expected: object) -> object:
    curve = _curve(inputs)
    told = _steps(curve, expected)
    if isinstance(expected, dict) and "median" in expected:
        told["median"] = _number(survival.percentile(curve, 50, events_min=0))
    return told


def _restricted(inputs: dict[str, Any], _: object) -> object:
    curve, (lasted, ended) = _curve(inputs), _observed(inputs)
    return {
        "rmst": _number(survival.restricted_mean(curve, inputs["tau"])),
        "median": _number(survival.percentile(curve, 50, events_min=0)),
        # What the case calls naive is Little's mean where its condition does not hold.
        "naive_all": _number(turnover.mean_duration(lasted.sum(), len(lasted))),
        "naive_completed_only": _number(
            turnover.mean_duration(lasted[ended].sum(), int(ended.sum()))
        ),
    }


def _clipped(inputs: dict[str, Any], expected: object) -> object:
    begin, end = inputs["window"]
    window = Span(begin * MINUTE_MS, end * MINUTE_MS)
    return _steps(durations.in_window(_laid(inputs["stays"], MINUTE_MS), window).curve(), expected)


def _overstay_rate(inputs: dict[str, Any], _: object) -> object:
    limit = inputs["limit_min"] * MINUTE_MS
    parked = _laid([(0, minutes) for minutes in inputs["stays_min"]], MINUTE_MS)
    always = [Span(0, FOREVER_MS)]
    strict = overstay.against(parked, always, limit)
    kind = overstay.against(parked, always, limit, grace_ms=inputs["grace_min"] * MINUTE_MS)
    return {
        "rate_no_grace": _number(overstay.rate(strict, stays_min=1)),
        "rate_with_grace": _number(overstay.rate(kind, stays_min=1)),
        "mean_excess_min": _number(overstay.mean_excess_ms(strict)) / MINUTE_MS,
    }


def _overstay_censored(inputs: dict[str, Any], _: object) -> object:
    lasted, ended = _observed(inputs)
    parked = _laid([(0, minutes) for minutes in lasted.astype(int).tolist()], MINUTE_MS)
    parked.departed[:] = ended
    found = overstay.against(parked, [Span(0, FOREVER_MS)], inputs["limit_min"] * MINUTE_MS)
    bounds = overstay.bounds(found)
    return {
        "S_60": _number(overstay.censored_rate(found, stays_min=1)),
        "lower_bound": _number(bounds.low),
        "upper_bound": _number(bounds.high),
    }


def _regulated(inputs: dict[str, Any], _: object) -> object:
    begin, end = inputs["regulated_window_min"]
    hours = [Span(begin * MINUTE_MS, end * MINUTE_MS)]
    parked = _laid(inputs["stays_min"], MINUTE_MS)
    found = overstay.against(parked, hours, inputs["limit_min"] * MINUTE_MS)
    return {
        "regulated_min": (found.regulated_ms / MINUTE_MS).tolist(),
        "overstay": found.over.tolist(),
        "excess_min": (found.excess_ms / MINUTE_MS).tolist(),
    }


def _missing_spaces(inputs: dict[str, Any], _: object) -> object:
    away = _number(supply.unserved_vehicles(inputs["parked_per_day"], inputs["turned_away_share"]))
    commuters = inputs["turned_away_commuter_share"]
    groups = [(commuters, inputs["commuter_h"]), (1 - commuters, inputs["shopper_h"])]
    space_h = supply.unserved_space_h(away, groups)
    lacking = supply.additional_spaces(space_h, inputs["open_h"], efficiency=inputs["efficiency"])
    assert lacking is not None
    return {
        "unserved_vehicles": away,
        "space_hours_unserved": space_h,
        "spaces_exact": lacking.exact,
        "spaces": lacking.spaces,
    }


def _debounced(inputs: dict[str, Any], expected: object) -> object:
    at, state = zip(*inputs["events_s_state"], strict=True)
    one = np.zeros(len(at), dtype=np.int64)
    found = debounce.debounce(
        one,
        np.array(at, dtype=np.int64) * SECOND_MS,
        np.array(state, dtype=np.float64),
        one,
        until_ms=FOREVER_MS,
        hold_max_ms=FOREVER_MS,
        gap_min_ms=inputs["min_free_gap_s"] * SECOND_MS,
        stay_min_ms=inputs["min_stay_s"] * SECOND_MS,
    )
    kept = found.stays
    pairs = np.stack([kept.begin_ms, kept.end_ms], axis=1) / SECOND_MS
    told = {"stays": pairs.tolist(), "raw_stays": found.n_raw}
    assert isinstance(expected, dict)
    return {name: told[name] for name in expected}


def _judged(inputs: dict[str, Any], _: object) -> object:
    times = [
        np.array([np.nan if row[name] is None else row[name] for row in inputs["records"]])
        for name in ("arrive", "depart")
    ]
    return [verdict.value for verdict in records.judge(*times)]


def _in_service(spaces: int, hours: int) -> Load:
    time = np.full(4 * hours, QUARTER_MS)
    return Load(
        first=0,
        occupied=np.zeros(len(time)),
        capacity=spaces * time.astype(np.float64),
        observed_ms=time,
        expected_ms=time,
        doubted=np.zeros(len(time), dtype=bool),
    )


def _volume(inputs: dict[str, Any], _: object) -> object:
    window = Span(0, inputs["window_h"] * HOUR_MS)
    there, came = inputs["present_at_start"], inputs["arrivals_in_window"]
    parked = _laid([(-5, 5)] * there + [(k, k + 30) for k in range(came)], MINUTE_MS)
    spaces = inputs["capacity"] - inputs["out_of_service"]
    vehicles = turnover.volume(parked, window)
    return {
        "volume": vehicles,
        "turnover_per_space": _number(turnover.per_space(vehicles, spaces)),
        "turnover_per_space_h": _number(
            turnover.per_space_hour(vehicles, _in_service(spaces, inputs["window_h"]))
        ),
        "arrivals_only_per_space": _number(
            turnover.per_space(turnover.arrivals(parked, window), spaces)
        ),
    }


ANSWERS: dict[str, Answer] = {
    "PARK-003": _turnover,
    "PARK-005": _little,
    "PARK-021": _kaplan_meier,
    "PARK-022": _restricted,
    "PARK-023": _kaplan_meier,
    "PARK-024": _kaplan_meier,
    "PARK-025": _kaplan_meier,
    "PARK-026": _clipped,
    "PARK-027": _overstay_rate,
    "PARK-028": _overstay_censored,
    "PARK-029": _missing_spaces,
    "PARK-035": _debounced,
    "PARK-036": _debounced,
    "PARK-038": _judged,
    "PARK-039": _volume,
    "PARK-040": _regulated,
}
