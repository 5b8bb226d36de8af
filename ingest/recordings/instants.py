"""A column of local times to instants, by what the file does at the clock change."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.recordings import clock
from ingest.recordings.clock import Change, Times
from ingest.recordings.mapping import TimeForm

JOIN_MAX_US: Final = 1_800 * clock.SECOND_US  #: rows this close to each other belong to one run


@dataclass(frozen=True, slots=True, kw_only=True)
class Instants:
    """When each row begins and how long it lasts.

    Parameters
    ----------
    time_us, duration_us
        Start of each row's interval, UTC, and its length. [us]
    summed
        Rows that hold both hours of an autumn change between them: one group each, with the
        number of rows that make it whole. Their `time_us` is the start of the first hour.
    bad
        Row -> reason, for rows whose instant cannot be told.
    """

    time_us: Times
    duration_us: Times
    summed: list[tuple[NDArray[np.intp], int]]
    bad: dict[int, str]


def instants(local: Times, form: TimeForm) -> Instants:
    """Return the instants of local times in file order."""
    interval = form.interval_s * clock.SECOND_US
    if form.clock_change in {"utc", "fixed-offset", "not-switched"}:
        not_switched = form.clock_change == "not-switched"
        start = local - (_first_offset(local, form) if not_switched else _fixed_offset(form.offset))
        if form.label == "end":
            start = start - interval
        return Instants(time_us=start, duration_us=np.full(len(local), interval), summed=[], bad={})
    if form.clock_change == "fold-by-order":
        return _by_order(local, form, interval)
    return _once(local, form, interval)


def _fixed_offset(text: str) -> int:
    if not text:
        return 0
    minutes = int(text[1:3]) * 60 + int(text[4:6])
    return (-minutes if text[0] == "-" else minutes) * 60 * clock.SECOND_US


def _first_offset(local: Times, form: TimeForm) -> int:
    """Return the offset of the first row: the clock was set then, and never switched after."""
    return int(local[0] - clock.to_utc(form.zone, local[:1])[0]) if len(local) else 0


def _by_order(local: Times, form: TimeForm, interval: int) -> Instants:
    """Read a correct wall clock: the doubled hour stands twice, one after the other."""
    second = np.zeros(len(local), dtype=bool)
    bad: dict[int, str] = {}
    for change in _changes(local, form.zone):
        bad |= _skipped(local, change, form)
        inside = np.flatnonzero((local >= change.doubled[0]) & (local < change.doubled[1]))
        if len(inside) == 0:
            continue
        pass_two = _second_pass(local, inside, change)
        if pass_two is None:
            bad |= dict.fromkeys(inside.tolist(), _undecided(change))
        else:
            second[pass_two] = True
    start = clock.to_utc(form.zone, local, second)
    if form.label == "end":
        start = start - interval
    return Instants(time_us=start, duration_us=np.full(len(local), interval), summed=[], bad=bad)


def _second_pass(local: Times, inside: NDArray[np.intp], change: Change) -> NDArray[np.intp] | None:
    """Return the rows of the second pass through the doubled hour; None where nobody can tell.

    1. The clock steps back once: what follows the step is the second pass.
    2. It never steps back, but one time stands twice (hourly rows): the repetition is the second.
    3. It stands once: a run that joins on to the rows before the hour is the first pass, one that
       joins on to the rows after it the second; a run that does both, or neither, is undecided.
    """
    times = local[inside]
    back = np.flatnonzero(times[1:] < times[:-1])
    if len(back) == 1:
        return inside[back[0] + 1 :]
    if len(back) > 1:
        return None
    if len(set(times.tolist())) == 1 and len(times) == 2:
        return inside[1:]
    breaks = np.flatnonzero(np.diff(times) > JOIN_MAX_US) + 1
    passes = np.split(inside, breaks)
    before = local[local < change.doubled[0]]
    after = local[local >= change.doubled[1]]
    joins_before = len(before) > 0 and times[0] - before.max() <= JOIN_MAX_US
    joins_after = len(after) > 0 and after.min() - times[-1] <= JOIN_MAX_US
    if len(passes) == 2 and joins_before and joins_after:
        return passes[1]
    if len(passes) == 1 and joins_before != joins_after:
        return inside if joins_after else inside[:0]
    return None


def _once(local: Times, form: TimeForm, interval: int) -> Instants:
    """Read `summed-hour` and `absent`: a local time stands once, and the day keeps its rows."""
    start_local = local - interval if form.label == "end" else local
    start = clock.to_utc(form.zone, start_local)
    end = clock.to_utc(form.zone, start_local + interval)
    end = np.where(end > start, end, start + interval)  # it began in an hour that was skipped
    summed: list[tuple[NDArray[np.intp], int]] = []
    bad: dict[int, str] = {}
    for change in _changes(start_local, form.zone):
        bad |= _skipped(start_local, change, form)
        low, high = change.doubled
        inside = np.flatnonzero((start_local >= low) & (start_local < high))
        if len(inside) == 0:
            continue
        if form.clock_change == "absent":
            bad |= dict.fromkeys(inside.tolist(), _unexpected(change))
        elif len(set(start_local[inside].tolist())) < len(inside):
            bad |= dict.fromkeys(inside.tolist(), _twice(change))
        elif interval < high - low:
            summed.append((inside, (high - low) // interval))
            start[inside] = change.instant_us - (change.before_us - change.after_us)
            end[inside] = change.instant_us + (change.before_us - change.after_us)
    return Instants(time_us=start, duration_us=end - start, summed=summed, bad=bad)


def _changes(local: Times, zone: str) -> list[Change]:
    if len(local) == 0:
        return []
    return clock.changes(zone, int(local.min()), int(local.max()))


def _skipped(local: Times, change: Change, form: TimeForm) -> dict[int, str]:
    """Return the rows that cannot stand where they do, in the hour that the clock skips."""
    low, high = change.skipped
    rows = np.flatnonzero((local >= low) & (local < high))
    why = f"is a time that the clock of {form.zone} skipped that day"
    if form.skipped_hour == "clock-before":
        meant = local[rows] + (change.after_us - change.before_us)
        rows = rows[np.isin(meant, local)]
        why += ", and what it would be by the clock of before stands in another row"
    return dict.fromkeys(rows.tolist(), why)


def _hour(change: Change) -> str:
    low, high = (np.datetime64(us, "us").astype("datetime64[m]") for us in change.doubled)
    return f"{str(low).replace('T', ' ')}-{str(high)[-5:]}"


def _undecided(change: Change) -> str:
    return (
        f"stands in {_hour(change)}, which the clock shows twice: the order of the rows does not "
        "tell which of the two hours this is"
    )


def _twice(change: Change) -> str:
    return f"stands in {_hour(change)}, which this file holds twice, not summed"


def _unexpected(change: Change) -> str:
    return f"stands in {_hour(change)}, which should be absent"
