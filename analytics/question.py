"""What an indicator is computed of and what is asked of it: datastreams, a window, buckets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analytics.calendar.daylight import Daylight
from analytics.civil import Bucket, Buckets, buckets
from analytics.day_state import stack
from analytics.quarters import QUARTER_MS, QUARTERS, Quarters, empty
from analytics.spans import Span, covered_ms, union


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What is known of one datastream.

    Parameters
    ----------
    states
        Packed day states by days since 1970.
    deployed
        When it was deployed, accepted and in service: what is expected on days without a state.
    daylight
        Of it only daylight is expected; None: all times are.
    nominal_ms
        Counts: the usual interval, in which completeness is stated. [ms]
    known_until_ms
        What is known of later quarters is left out; None: nothing is. [ms since 1970]
    owed
        When it is out of service while others of its cross-section are not: the section is owed
        what it would have said.
    extremes
        Whether it has a least, greatest and last value: held states do, counts do not.
    """

    states: Mapping[int, bytes]
    deployed: Sequence[Span]
    daylight: Daylight | None = None
    nominal_ms: int = QUARTER_MS
    known_until_ms: int | None = None
    owed: Sequence[Span] = ()
    extremes: bool = True

    def quarters(self, first: int, count: int) -> Quarters:
        """Return a run of quarters.

        Examples
        --------
        >>> run = Stream(states={}, deployed=[Span(0, 1_350_000)]).quarters(0, 2)
        >>> run.expected_ms.tolist(), run.observed_ms.tolist()
        ([900000, 450000], [0, 0])
        """
        run = stack(first, count, self.states, extremes=self.extremes)
        deployed = union(self.deployed)
        if self.daylight is not None:
            deployed = self.daylight.within(deployed, first, count)
        expected = covered_ms(first, count, deployed)
        days = np.arange(first // QUARTERS, (first + count - 1) // QUARTERS + 1)
        unknown = ~np.isin(days, np.fromiter(self.states, dtype=np.int64, count=len(self.states)))
        offset = first - int(days[0]) * QUARTERS if count else 0
        absent = np.repeat(unknown, QUARTERS)[offset : offset + count]
        run.expected_ms[absent] = expected[absent]
        if self.owed:
            run.expected_ms[:] = np.maximum(
                run.expected_ms, covered_ms(first, count, list(self.owed))
            )
        if self.known_until_ms is not None:
            at = min(max(-(-self.known_until_ms // QUARTER_MS) - first, 0), count)
            nothing = empty(first + at, count - at)
            nothing.expected_ms[:] = run.expected_ms[at:]
            for name in Quarters.__slots__[1:]:
                if (laid := getattr(run, name)).flags.writeable:
                    laid[at:] = getattr(nothing, name)
        return run


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: a window in buckets, in the zone of the site.

    Parameters
    ----------
    window
        Half-open; quarters that it touches are counted.
    until_ms
        Time after this has not come yet: it does not make a mean incomplete. [ms since 1970]
    known_until_ms
        What is known of later quarters is left out; None: nothing is. [ms since 1970]
    whole
        Whether the indicator of the whole window is wanted beside the buckets.
    """

    window: Span
    bucket: Bucket
    zone: ZoneInfo
    until_ms: int | None = None
    known_until_ms: int | None = None
    whole: bool = True

    def divided(self) -> Buckets:
        """Return the buckets of the window.

        Examples
        --------
        >>> hour = Span(3_600_000, 7_200_000)
        >>> asked = Question(window=hour, bucket=Bucket.QUARTER, zone=ZoneInfo("UTC"))
        >>> asked.divided().edges.tolist()
        [4, 5, 6, 7, 8]
        """
        return buckets(self.window, self.bucket, self.zone)

    def begun(self, divided: Buckets) -> NDArray[np.bool_]:
        """Return of each bucket whether any of it has come, all of them where no moment is told.

        Examples
        --------
        >>> hours = Span(3_600_000, 10_800_000)
        >>> asked = Question(
        ...     window=hours, bucket=Bucket.HOUR, zone=ZoneInfo("UTC"), until_ms=4_000_000
        ... )
        >>> asked.begun(asked.divided()).tolist()
        [True, False]
        """
        until_ms = np.inf if self.until_ms is None else self.until_ms
        begun: NDArray[np.bool_] = divided.starts_ms < until_ms
        return begun

    def run(self) -> tuple[int, int]:
        """Return the first quarter of the window and how many it has.

        Examples
        --------
        >>> hour = Span(3_600_000, 7_200_000)
        >>> Question(window=hour, bucket=Bucket.HOUR, zone=ZoneInfo("Europe/Berlin")).run()
        (4, 4)
        """
        edges = self.divided().edges
        return int(edges[0]), int(edges[-1] - edges[0])
