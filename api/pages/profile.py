"""The course of a day, week or year as curves: drawn as SVG, and as a table."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analytics.answers import Indicator, Topic
from api.pages.language import NO_VALUE, Language
from api.pages.written import write

#: Which curves an indicator has, by the keys of its details.
CURVES: Final[Mapping[Indicator, tuple[str, ...]]] = {
    Indicator.HOURLY_PROFILE: ("working_days", "saturdays", "sundays"),
    Indicator.WEEKDAY_PROFILE: ("profile",),
    Indicator.MONTH_PROFILE: ("profile",),
    Indicator.AVAILABILITY: ("working_days", "saturdays", "sundays"),
}
WIDTH: Final = 720
HEIGHT: Final = 220
_TOP: Final = 8
_STEPS: Final = 4
_NEARLY: Final = 0.85
_DAY_HOURS: Final = 24
_QUARTERS: Final = 96
_LABELS_MAX: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One line; `key` names its style."""

    key: str
    word: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A label of an axis, at a place in the drawing."""

    at: float
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Curves with their axes, and the same numbers as rows of a table."""

    curves: Sequence[Curve]
    across: Sequence[Mark]
    up: Sequence[Mark]
    rows: Sequence[tuple[str, Sequence[str]]]
    width: int = WIDTH
    height: int = HEIGHT


def profile_of(topic: Topic, total: Mapping[str, Any], language: Language) -> Profile | None:
    """Return the curves of an indicator; None where it has none, or they are not known."""
    keys = CURVES.get(topic.indicator, ())
    told = {key: total.get(key) for key in keys}
    known = {key: list(said) for key, said in told.items() if isinstance(said, list)}
    if not known:
        return None
    count = max(len(said) for said in known.values())
    top = max(value for said in known.values() for value in said if value is not None)
    step_up = _step(1.0 if topic.indicator is Indicator.AVAILABILITY else top or 1.0)
    steps = max(-(-top // step_up), 1)
    top = step_up * steps
    words = _places(count, language)
    step = max(-(-count // _LABELS_MAX), 1)
    return Profile(
        curves=[
            Curve(key=key, word=language.say(f"curve_{key}"), line=_line(said, top))
            for key, said in known.items()
        ],
        across=[Mark(at=_x(at, count), word=words[at]) for at in range(0, count, step)],
        up=[
            Mark(at=_y(step_up * n, top), word=write(round(step_up * n, 6), topic, language))
            for n in range(int(steps) + 1)
        ],
        rows=[
            (words[at], [_cell(said, at, topic, language) for said in known.values()])
            for at in range(count)
        ],
    )


def _step(top: float) -> float:
    """Return the round step of an axis that reaches `top` in about four."""
    power = 10.0 ** math.floor(math.log10(top / _STEPS))
    return next(power * n for n in (1, 2, 2.5, 5, 10) if power * n * _STEPS >= top * _NEARLY)


def _cell(said: Sequence[float | None], at: int, topic: Topic, language: Language) -> str:
    return write(said[at], topic, language) if at < len(said) else NO_VALUE


def _places(count: int, language: Language) -> list[str]:
    """Name the places of a curve: hours, quarter hours, weekdays or months."""
    if count == _DAY_HOURS:
        return [f"{hour:02d}:00" for hour in range(_DAY_HOURS)]
    if count == _QUARTERS:
        return [f"{n // 4:02d}:{n % 4 * 15:02d}" for n in range(_QUARTERS)]
    names = language.words["weekdays" if count == 7 else "months"].split()
    return names[:count]


def _line(said: Sequence[float | None], top: float) -> str:
    """Return the path; where nothing is known it breaks."""
    drawn, down = "", False
    for at, value in enumerate(said):
        if value is None:
            down = False
            continue
        drawn += f"{'L' if down else 'M'}{_x(at, len(said)):.1f} {_y(value, top):.1f}"
        down = True
    return drawn


def _x(at: int, count: int) -> float:
    return round(at * WIDTH / max(count - 1, 1), 1)


def _y(value: float, top: float) -> float:
    return round(_TOP + (1 - value / top) * (HEIGHT - _TOP), 1)
