"""The acceptance cases of the indicator catalogue, each named with its source.

The answers are in `tests/analytics/cases`, a module a section. A case that cannot apply has its
reason there, and the summary counts it as expected to fail.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics import volume
from analytics.fold import fold
from analytics.quarters import empty
from devices.quality import Flag
from tests.analytics.cases import (
    counts,
    environment,
    forecasts,
    parking,
    quality,
    speeds,
    streaming,
)

CASES = Path(__file__).resolve().parents[3] / "shared" / "reference" / "indicator_cases.json"
SECTIONS = (parking, counts, speeds, environment, quality, streaming, forecasts)
ANSWERS = {name: answer for section in SECTIONS for name, answer in section.ANSWERS.items()}
NOT_APPLICABLE = {name: why for section in SECTIONS for name, why in section.NOT_APPLICABLE.items()}

#: Entries of `expected` that name a result we do not publish: a wrong one, or another operator.
NOT_OURS = {"naive_wrong", "share_gt", "simple_partial_days_as_full_WRONG"}


def _cases() -> dict[str, dict[str, Any]]:
    if not CASES.exists():
        pytest.skip(f"the indicator cases are missing: {CASES}")
    return {case["id"]: case for case in json.loads(CASES.read_text())["cases"]}


def _named(name: str) -> str:
    """Name a case with what it is about, where the reference is at hand."""
    if not CASES.exists():
        return name
    case = {case["id"]: case for case in json.loads(CASES.read_text())["cases"]}[name]
    return f"{name} {case['indicator']} [{case['source'][:60]}]"


TABLE = [pytest.param(name, id=_named(name)) for name in sorted(ANSWERS)] + [
    pytest.param(name, id=_named(name), marks=pytest.mark.xfail(reason=why, run=False))
    for name, why in sorted(NOT_APPLICABLE.items())
]


@pytest.mark.recordings
@pytest.mark.parametrize("name", TABLE)
def test_an_acceptance_case_of_the_catalogue_holds(name: str) -> None:
    case = _cases()[name]
    expected = case["expected"]
    if isinstance(expected, dict):
        expected = {key: value for key, value in expected.items() if key not in NOT_OURS}

    found = ANSWERS[name](case["inputs"], expected)

    assert _flat(found) == pytest.approx(_flat(expected), abs=case["tolerance"])


@pytest.mark.recordings
def test_every_acceptance_case_is_answered_or_says_why_it_cannot_apply() -> None:
    cases = set(_cases())

    assert ANSWERS.keys() & NOT_APPLICABLE.keys() == set()
    assert cases - ANSWERS.keys() - NOT_APPLICABLE.keys() == set()


def _flat(value: object) -> dict[str, object]:
    """Return nested lists as dictionaries of one level, which `approx` can compare."""
    if isinstance(value, dict):
        return {f"{k}.{i}": v for k, inner in value.items() for i, v in _flat(inner).items()}
    if isinstance(value, list):
        return {f"{k}.{i}": v for k, inner in enumerate(value) for i, v in _flat(inner).items()}
    return {"": value}


def test_no_quarter_is_known_that_nothing_was_said_of() -> None:
    run = empty(0, 4)

    assert np.isnan(volume.values(fold(run, np.array([0, 4])))).all()
    assert run.flag.tolist() == [Flag.MISSING] * 4
