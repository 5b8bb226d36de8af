"""How an indicator is answered: of which datastreams, from what is stored, in which buckets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from analytics.civil import Bucket
from analytics.parking.stays import Stretches
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site, Source
from analytics.topic import Indicator, Topic

#: datastream -> days since 1970 -> packed state
States = Mapping[int, Mapping[int, bytes]]
CIVIL: Final = frozenset({Bucket.DAY, Bucket.MONTH, Bucket.YEAR})
EVERY: Final = frozenset(Bucket)


class Need(StrEnum):
    """Something that is stored of datastreams; the value is the name in `Known`."""

    STATES = "states"
    SPEEDS = "speeds"
    STAYS = "stays"
    SPREAD = "spread"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """What somebody counted in `[from_ms, to_ms)`. [ms since 1970]."""

    from_ms: int
    to_ms: int
    mode: str
    direction: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is stored of the datastreams of a site, of the days that a question touches.

    Parameters
    ----------
    states
        Day states, see `analytics.day_state`.
    speeds
        Speeds of single vehicles, see `analytics.speeds.packed`.
    stays
        Stays and vacancies of bays that reach into the days, by datastream.
    spread
        How vehicles followed each other, see `analytics.speeds.following`; of sound the time at
        each level, see `analytics.environment.spread`.
    by_hand
        Counts by hand at the site.
    """

    states: States = field(default_factory=dict)
    speeds: States = field(default_factory=dict)
    stays: Mapping[int, Stretches] = field(default_factory=dict)
    spread: States = field(default_factory=dict)
    by_hand: tuple[ByHand, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """An indicator as something that can be asked of sites.

    Parameters
    ----------
    topics
        What can be asked of a site.
    sources
        Of which datastreams of the site a topic is computed.
    answer
        The series, see `analytics.series`.
    buckets
        The buckets in which it has a meaning; the total of a window always has one.
    stored
        The buckets that `derive` keeps; every other is computed when it is asked for.
    needs
        What of it is read from the store.
    history_days
        So many days before the window are needed, too; then nothing is stored, because a late
        reading would change the numbers of so many days. [days]
    around_days
        So many days on both sides are read for the estimates beside its numbers; the numbers
        are the same without. [days]
    ahead_days
        So many days after the window are needed, too; then nothing is stored either. [days]
    """

    indicator: Indicator
    topics: Callable[[Site], list[Topic]]
    sources: Callable[[Site, Topic], list[Source]]
    answer: Callable[[Site, Known, Topic, Question], Series]
    buckets: frozenset[Bucket] = EVERY
    stored: frozenset[Bucket] = CIVIL
    needs: frozenset[Need] = frozenset({Need.STATES})
    history_days: int = 0
    around_days: int = 0
    ahead_days: int = 0
