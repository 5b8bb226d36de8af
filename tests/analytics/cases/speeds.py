"""Answers to the acceptance cases of speeds and flow (section C)."""

from tests.analytics.cases.laid import Answer

ANSWERS: dict[str, Answer] = {}

#: Cases that cannot apply, and why.
NOT_APPLICABLE: dict[str, str] = {}
