"""How long vehicles park in a window, with stays that were only seen in part (A8)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure
from analytics.parking import survival
from analytics.parking.stays import Bool, Stays
from analytics.parking.survival import Curve
from analytics.quarters import Float
from analytics.spans import Span

METHOD: Final = survival.METHOD
METHOD_VERSION: Final = 1
_MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """Stays as survival times. Arrays have one entry a stay with a known arrival.

    Parameters
    ----------
    duration_min
        Age at departure, else at the end of the window or of the data. [min]
    ended
        Whether the departure was seen in the window.
    entry_min
        Age at the start of the window; 0 for arrivals in it. [min]
    n_arrival_unknown
        Stays whose arrival nobody saw: in the volume, not in here.
    """

    duration_min: Float
    ended: Bool
    entry_min: Float
    n_arrival_unknown: int

    def curve(self) -> Curve:
        """Return the share of stays that last longer than each duration, in minutes.

        Examples
        --------
        >>> two = Durations(duration_min=np.array([10.0, 30.0]), ended=np.array([True, False]),
        ...                 entry_min=np.zeros(2), n_arrival_unknown=0)
        >>> two.curve().age.tolist(), two.curve().survival.tolist()
        ([10.0], [0.5])
        """
        return survival.kaplan_meier(self.duration_min, self.ended, self.entry_min)


def in_window(stays: Stays, window: Span) -> Durations:
    """Return the durations under observation in a window.

    A stay that began before the window enters at the age it had then; one that is not over at its
    end is censored there. So a day's figure does not depend on cutting stays at midnight.

    References
    ----------
    PARK-026.

    Examples
    --------
    >>> minute, yes = 60_000, np.ones(1, bool)
    >>> one = Stays(bay=np.zeros(1, np.int64), begin_ms=np.array([-3 * minute]),
    ...             end_ms=np.array([2 * minute]), arrived=yes, departed=yes, vehicle=np.array([0]))
    >>> found = in_window(one, Span(0, 10 * minute))
    >>> found.duration_min.tolist(), found.entry_min.tolist(), found.ended.tolist()
    ([5.0], [3.0], [True])
    """
    touching = stays.only(stays.overlapping(window))
    known = touching.only(touching.arrived)
    begin, end = known.begin_ms, known.end_ms
    return Durations(
        duration_min=(np.minimum(end, window.to_ms) - begin) / _MINUTE_MS,
        ended=known.departed & (end <= window.to_ms),
        entry_min=np.maximum(window.from_ms - begin, 0) / _MINUTE_MS,
        n_arrival_unknown=int((~touching.arrived).sum()),
    )


def duration_percentile(
    durations: Durations, percent: float, *, events_min: int = survival.EVENTS_MIN
) -> Figure:
    """Return the duration that `percent` of stays do not exceed. [min].

    Withheld: `insufficient_data` below 20 departures or below 5 stays at risk there, `not_reached`
    where more stays than that are still parked.

    Examples
    --------
    >>> sure = Durations(duration_min=np.arange(1.0, 41.0), ended=np.ones(40, bool),
    ...                  entry_min=np.zeros(40), n_arrival_unknown=0)
    >>> duration_percentile(sure, 50).value
    20.0
    """
    return survival.percentile(durations.curve(), percent, events_min=events_min)


def mean_within(durations: Durations, tau_min: float) -> Figure:
    """Return the mean duration of stays cut at `tau_min`, censoring accounted for. [min].

    Examples
    --------
    >>> sure = Durations(duration_min=np.array([10.0, 30.0]), ended=np.ones(2, bool),
    ...                  entry_min=np.zeros(2), n_arrival_unknown=0)
    >>> mean_within(sure, 24 * 60).value
    20.0
    """
    return survival.restricted_mean(durations.curve(), tau_min)
