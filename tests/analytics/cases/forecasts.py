"""Answers to the acceptance cases of forecasts (section G)."""

from tests.analytics.cases.laid import Answer

ANSWERS: dict[str, Answer] = {}

#: Cases that cannot apply, and why.
NOT_APPLICABLE: dict[str, str] = {}
