"""In what datastreams of one device must agree: classes and total, part and whole, speeds (E14).

Asked of every interval that all of them have. One odd interval is left alone; what comes again and
again within a day is a finding.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.crosschecks import class_sum, part_of, speed_missing
from analytics.quality.finding import Finding, Test, by_start, found
from analytics.quality.looked import Known
from analytics.quality.repeats import joined
from analytics.quality.steps import HOUR_QUARTERS, by_hour, counts_hours
from analytics.quality.together import checks
from analytics.quality.track import HOUR_MS, Track, of_counts, runs
from analytics.quarters import QUARTER_MS, QUARTERS, Float, Int
from devices.properties import Property
from devices.quality import Flag

METHOD_VERSION: Final = 1

SUM_SHARE: Final = 0.05  #: of the total, by which the classes may differ anyway: unclassified ones
SUM_LEAST: Final = 1.0  #: passages: rounded
LEAST: Final = 6  #: intervals within a day
SHARE: Final = 0.25  #: of the known ones within a day
JOIN_H: Final = 24  #: with less between them they are one finding
_DIGITS: Final = 6  # counts that were apportioned to quarters


def agreement_findings(known: Sequence[Known], until_ms: int) -> dict[int, list[Finding]]:
    """Return where datastreams of a site contradict each other, by datastream.

    Parameters
    ----------
    known
        The counts and mean speeds of a site, totals that only check among them.
    until_ms
        What is later is not looked at. [ms since 1970]

    Returns
    -------
    dict of list of Finding
        `class_sum` (flag 3) of a total from which its parts differ by more than 5 % and one
        passage, `part_of` (4) of a part that is more than the whole, `speed_missing` (3) of speeds
        that are missing where vehicles were counted: each in 6 intervals and a quarter of those
        known within a day.

    References
    ----------
    indicators.md E14.

    Examples
    --------
    Twenty motor vehicles in each quarter hour, but of cars alone there are thirty:

    >>> from dataclasses import replace
    >>> from analytics.example import DAY, counted, source
    >>> motor = source(Property.COUNT, mode="motor")
    >>> car = replace(motor, id=2, mode="car")
    >>> known = [
    ...     Known(source=motor, name="motor", states=counted(20.0)),
    ...     Known(source=car, name="car", states=counted(30.0)),
    ... ]
    >>> [one.en for one in agreement_findings(known, DAY.to_ms)[2]]
    ['Counts 2880 where the whole it is part of counts 1920.']
    """
    by_id = {one.source.id: one for one in known if one.states}
    told: dict[int, list[Finding]] = {}
    for check in checks([one.source for one in by_id.values()]):
        own = by_id[check.own.id]
        others = [by_id[one.id] for one in check.others]
        laid = _laid([own, *others], until_ms)
        if laid is not None:
            track, values = laid
            told.setdefault(check.own.id, []).extend(_asked(check.test, track, values))
    return {number: by_start(findings) for number, findings in told.items()}


def _laid(known: Sequence[Known], until_ms: int) -> tuple[Track, list[Float]] | None:
    """Return the steps of the first and the values of all in them; None: no time is common.

    By hour where one of them tells hours. Of a speed 0 stands for one that is known.
    """
    first = max(min(one.states) for one in known) * QUARTERS
    end = min(max(max(one.states) + 1 for one in known) * QUARTERS, until_ms // QUARTER_MS)
    if end <= first:
        return None
    runs_of = [one.source.stream(one.states).quarters(first, end - first) for one in known]
    hours = any(counts_hours(run) for run in runs_of)
    tracks = []
    for one, run in zip(known, runs_of, strict=True):
        track = of_counts(one.name, run)
        if one.source.observed is Property.MEAN_SPEED:
            told = _in_hours(run.observed_ms > 0) if hours else run.observed_ms > 0
            track = replace(track, value=np.where(told, 0.0, np.nan))
        tracks.append(by_hour(track, run) if hours else track)
    return tracks[0], [track.value.round(_DIGITS) for track in tracks]


def _in_hours(holds: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether something holds in any quarter of the hour: one without a vehicle has no speed."""
    begins = np.arange(0, len(holds), HOUR_QUARTERS)
    return np.repeat(np.logical_or.reduceat(holds, begins), HOUR_QUARTERS)[: len(holds)]


def _asked(test: Test, track: Track, values: Sequence[Float]) -> Iterator[Finding]:
    own, others = values[0], np.stack(values[1:])
    if test is Test.SPEED_MISSING:
        flag = speed_missing(others[0], own)
        begun = int(np.argmax(~np.isnan(own))) if (~np.isnan(own)).any() else len(own)
        flag[(others[0] == 0) | (np.arange(len(flag)) < begun)] = Flag.NOT_EVALUATED
    elif test is Test.PART_OF:
        flag = part_of(own, others[0])
    else:
        flag = class_sum(others, own)
        near = np.abs(others.sum(axis=0) - own) <= np.maximum(SUM_LEAST, SUM_SHARE * own)
        flag[(flag == Flag.SUSPECT) & near] = Flag.GOOD
    wrong = (flag == Flag.SUSPECT) | (flag == Flag.FAIL)
    known = wrong | (flag == Flag.GOOD)
    grave = Flag.FAIL if test is Test.PART_OF else Flag.SUSPECT
    for begin, end, seen in _often(wrong, known, HOUR_MS // track.step_ms):
        inside = np.flatnonzero(wrong[begin:end]) + begin
        counted = others[:, inside].sum()
        evidence = {
            "intervals": len(inside),
            "counted": float(0.0 if test is Test.SPEED_MISSING else own[inside].sum()),
            "expected": float(counted),
        }
        span = (track.at_ms(begin), track.at_ms(end))
        seen_ms = track.at_ms(seen + 1)
        yield found(test, track.name, span, seen_ms, flag=grave, evidence=evidence)


def _often(
    wrong: NDArray[np.bool_], known: NDArray[np.bool_], per_hour: int
) -> Iterator[tuple[int, int, int]]:
    """Yield begin, end and the step that made it often enough, of what is wrong again and again."""
    day = 24 * per_hour
    many = _within(wrong, day)
    often = wrong & (many >= LEAST) & (many >= SHARE * _within(known, day))
    stretches = ((begin, end, begin) for begin, end in runs(often))
    for first, end, seen in joined(stretches, JOIN_H * per_hour):
        back = np.flatnonzero(wrong[max(first - day + 1, 0) : first + 1])
        yield max(first - day + 1, 0) + int(back[0]), end, seen


def _within(holds: NDArray[np.bool_], steps: int) -> Int:
    """Return how often something held in the last steps, this one among them."""
    added = np.concatenate([[0], np.cumsum(holds)])
    at = np.arange(1, len(added))
    return np.asarray(added[at] - added[np.maximum(at - steps, 0)])
