"""How long a device was alive, and how long it was in which state (E7)."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

import numpy as np

from analytics.figure import Figure, Reason
from analytics.passages import live
from analytics.quarters import Int
from analytics.spans import Span, common, gaps

METHOD_VERSION: Final = 1

State = TypeVar("State", bound=Hashable)

LATE: Final = 1.5  #: nominal intervals without a sign of life
OFFLINE: Final = 2.5  #: nominal intervals without a sign of life; LoRaWAN: 3
DEAD_MS: Final = 24 * 3_600_000


class Link(StrEnum):
    """Whether a device can be reached, by the age of its last sign of life."""

    ONLINE = "online"
    LATE = "late"
    OFFLINE = "offline"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Liveness:
    """When a device was alive within a window.

    Parameters
    ----------
    live, gaps
        Half-open and sorted; together they are the window. [ms since 1970]
    uptime, downtime
        Their lengths added up. [ms]
    """

    live: tuple[Span, ...]
    gaps: tuple[Span, ...]
    uptime: int
    downtime: int


def liveness(signs_ms: Int, heartbeat_ms: int, window: Span) -> Liveness:
    """Return when a device was alive: each sign of life holds for one heartbeat.

    Parameters
    ----------
    signs_ms
        When it was heard, in any order. [ms since 1970]
    heartbeat_ms
        How long a sign holds: `OFFLINE` times the nominal interval. [ms]

    References
    ----------
    TimescaleDB Toolkit, heartbeat_agg. indicators.md E7.

    Examples
    --------
    >>> liveness(np.array([5, 8, 30]), 10, Span(0, 50)).downtime
    27
    """
    alive = tuple(common(live(signs_ms, heartbeat_ms), [window]))
    silent = tuple(gaps(alive, window))
    return Liveness(live=alive, gaps=silent, uptime=_length(alive), downtime=_length(silent))


def availability(devices: Sequence[Liveness]) -> Figure:
    """Return uptime over observed time of one device or of several, a ratio of sums [1].

    Withheld (`insufficient_data`) where no time was observed.

    References
    ----------
    indicators.md E7, 0.4.

    Examples
    --------
    >>> availability([liveness(np.array([0, 20]), 10, Span(0, 40))]).value
    0.5
    """
    up = sum(device.uptime for device in devices)
    observed = up + sum(device.downtime for device in devices)
    return Figure(up / observed) if observed else Figure(None, Reason.INSUFFICIENT_DATA)


def link(age_ms: int, nominal_ms: int, offline: float = OFFLINE) -> Link:
    """Return whether a device can be reached, `age_ms` after its last sign of life.

    Online up to 1.5 nominal intervals, late up to `offline` of them, then offline, and dead after
    24 h, whatever its interval.

    References
    ----------
    indicators.md E7.

    Examples
    --------
    >>> [link(age, 600_000).value for age in (900_000, 1_200_000, 1_600_000, 90_000_000)]
    ['online', 'late', 'offline', 'dead']
    """
    if age_ms > max(DEAD_MS, offline * nominal_ms):
        return Link.DEAD
    if age_ms > offline * nominal_ms:
        return Link.OFFLINE
    return Link.LATE if age_ms > LATE * nominal_ms else Link.ONLINE


def state_durations(
    times_ms: Sequence[int], states: Sequence[State], until_ms: int | None = None
) -> dict[State, int]:
    """Return how long each state lasted: up to the next event [ms].

    The last state has lasted 0 ms, unless `until_ms` (the watermark) closes it.

    Parameters
    ----------
    times_ms
        When each state began, rising. [ms since 1970]

    References
    ----------
    TimescaleDB Toolkit, state_agg `into_values`. indicators.md E7.

    Examples
    --------
    >>> state_durations([0, 11, 60], ["start", "ok", "stop"])
    {'start': 11, 'ok': 49, 'stop': 0}
    """
    total: dict[State, int] = {}
    for span, state in _states(times_ms, states, until_ms):
        total[state] = total.get(state, 0) + span.to_ms - span.from_ms
    return total


def duration_in(
    times_ms: Sequence[int], states: Sequence[State], state: State, within: Span
) -> int:
    """Return how long one state lasted within a span; see `state_durations` [ms].

    References
    ----------
    TimescaleDB Toolkit, state_agg `duration_in`. indicators.md E7.

    Examples
    --------
    >>> duration_in([0, 11, 60], ["start", "ok", "stop"], "ok", Span(15, 100))
    45
    """
    spans = [span for span, name in _states(times_ms, states, within.to_ms) if name == state]
    return _length(common(spans, [within]))


def _states(
    times_ms: Sequence[int], states: Sequence[State], until_ms: int | None
) -> list[tuple[Span, State]]:
    ends = [*times_ms[1:], *times_ms[-1:]]
    if ends and until_ms is not None:
        ends[-1] = max(ends[-1], until_ms)
    return [
        (Span(begin, end), state) for begin, end, state in zip(times_ms, ends, states, strict=True)
    ]


def _length(spans: Sequence[Span]) -> int:
    return int(np.sum([span.to_ms - span.from_ms for span in spans], dtype=np.int64))
