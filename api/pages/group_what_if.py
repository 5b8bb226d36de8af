"""What if a group had more or fewer spaces, or more or less demand: a scenario in words."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from analytics.indicators import parking_what_if
from api.pages.group_numbers import GroupReading
from api.pages.language import Language

#: Nobody plans more; a slip of the keyboard is refused.
_SPACES_MAX: Final = 100_000
_DEMAND_MAX: Final = 1_000
_LOST_PERCENT: Final = -100


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfLine:
    """One number of a scenario: as it was, and between which ends it would have been."""

    word: str
    measured: str
    low: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A scenario in words; no `lines` while nothing is asked."""

    spaces: str
    demand: str
    lines: Sequence[WhatIfLine]
    assumptions: Sequence[str]
    problem: str
    full: str


def what_if(reading: GroupReading, spaces: str, demand: str, language: Language) -> WhatIf:
    """Return a scenario in words.

    Parameters
    ----------
    spaces, demand
        As a person typed them: how many spaces more or fewer, how many percent more or less.
    """
    german = language.tag == "de"
    assumed = parking_what_if.ASSUMPTIONS_DE if german else parking_what_if.ASSUMPTIONS_EN
    lines: list[WhatIfLine] = []
    problem = full = ""
    if spaces.strip() or demand.strip():
        more, percent = _number(spaces, _SPACES_MAX), _number(demand, _DEMAND_MAX)
        if more is None or percent is None or percent < _LOST_PERCENT:
            problem = language.say("what_if_bad", what=spaces if more is None else demand)
        else:
            told = reading.what_if(spaces=more, demand_percent=percent)
            lines = _told(asdict(told), language)
            hours = language.number(told.censored_h, 1)
            full = language.say("what_if_full", hours=hours) if told.censored_h else ""
    return WhatIf(
        spaces=spaces,
        demand=demand,
        lines=lines,
        assumptions=assumed,
        problem=problem,
        full=full,
    )


def _number(text: str, most: float) -> float | None:
    """Read a number as people write it; empty is 0, None what is none."""
    try:
        found = float(text.strip().removesuffix("%").replace("\u2212", "-").replace(",", ".") or 0)
    except ValueError:
        return None
    return found if abs(found) <= most else None


def _told(told: Mapping[str, Any], language: Language) -> list[WhatIfLine]:
    def cell(case: str, key: str) -> str:
        value = told[case][key]
        return language.percent(value) if key == "occupancy" else language.number(value)

    return [
        WhatIfLine(
            word=language.say(f"what_if_{key}"),
            measured=cell("measured", key),
            low=cell("low", key),
            high=cell("high", key),
        )
        for key in ("occupancy", "hours_at_85", "hours_at_95", "hours_known")
    ]
