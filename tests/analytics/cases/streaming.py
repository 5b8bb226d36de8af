"""Answers to the acceptance cases of late and out-of-order data (section F)."""

from tests.analytics.cases.laid import Answer

ANSWERS: dict[str, Answer] = {}

#: Cases that cannot apply, and why.
NOT_APPLICABLE: dict[str, str] = {}
