"""Answers to the acceptance cases of forecasts (section G)."""

from typing import Any

import numpy as np

from analytics.figure import Figure
from analytics.forecasts import profile, scores, smoothing
from analytics.parking import calibration
from analytics.quarters import Float
from tests.analytics.cases.laid import Answer


def _array(values: object) -> Float:
    return np.array(values, dtype=np.float64)


def _said(figure: Figure) -> float:
    assert figure.value is not None
    return figure.value


def _pinball(inputs: dict[str, Any], _: object) -> object:
    y = _array(inputs["y"])
    return [_said(scores.pinball(y, _array(q), level)) for q, level in inputs["cases"]]


def _mase(inputs: dict[str, Any], _: object) -> object:
    y, f, past = (_array(inputs[name]) for name in ("y_true", "y_pred", "y_train"))
    return _said(scores.mase(y, f, past, inputs.get("m", 1)))


def _simple(inputs: dict[str, Any], _: object) -> object:
    return smoothing.simple(_array(inputs["y"]), inputs["alpha"])


def _holt(inputs: dict[str, Any], _: object) -> object:
    return smoothing.holt(
        _array(inputs["y"]), inputs["alpha"], inputs["beta"], inputs["h"]
    ).tolist()


def _repeated(inputs: dict[str, Any], _: object) -> object:
    return profile.repeated(_array(inputs["y"]), inputs["season"], inputs["h"]).tolist()


def _average(inputs: dict[str, Any], _: object) -> object:
    days = _array(inputs["history"][inputs["slot"]])[:, None]
    (mean,), (median,) = profile.historical_average(days), profile.historical_median(days)
    return {"mean": float(mean), "median": float(median)}


def _interval(inputs: dict[str, Any], _: object) -> object:
    y, low, high = (_array([inputs[name]]) for name in ("y", "lower", "upper"))
    return _said(scores.interval_score(y, low, high, inputs["alpha"]))


def _brier(inputs: dict[str, Any], _: object) -> object:
    return _said(calibration.brier(_array(inputs["p"]), np.array(inputs["o"], dtype=bool)))


def _wape(inputs: dict[str, Any], _: object) -> object:
    return _said(scores.wape(_array(inputs["y"]), _array(inputs["f"])))


def _coverage(inputs: dict[str, Any], _: object) -> object:
    outside = 1.0 - _array(inputs["inside"])
    return _said(scores.coverage(outside, np.zeros(len(outside)), np.full(len(outside), 0.5)))


ANSWERS: dict[str, Answer] = {
    "FC-001": _pinball,
    "FC-002": _mase,
    "FC-003": _mase,
    "FC-004": _simple,
    "FC-005": _simple,
    "FC-006": _holt,
    "FC-007": _repeated,
    "FC-008": _average,
    "FC-009": _interval,
    "FC-010": _brier,
    "FC-011": _wape,
    "FC-012": _coverage,
}

#: Cases that cannot apply, and why.
NOT_APPLICABLE: dict[str, str] = {}
