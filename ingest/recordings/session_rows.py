"""One row a stay in a bay: its beginning says occupied, its end vacant."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from devices.properties import BayState, Property
from devices.quality import Flag
from ingest.recordings.clock import SECOND_US, Times
from ingest.recordings.forms import Sessions
from ingest.recordings.lines import Lines, need, when_of
from ingest.recordings.places import channel, numbered, scope_of, sites, spanned, whose
from ingest.recordings.readings import Readings
from ingest.recordings.recording import Recording
from ingest.recordings.sitefile import Described
from ingest.recordings.whole import whole_recording
from store.rows import NO_DURATION

Indices = NDArray[np.intp]


def wanted(form: Sessions) -> list[str]:
    """Return the columns that are read beside the time's; nothing of who parked."""
    return [column for column in (form.site, form.bay, form.end) if column]


def read_sessions(
    lines: Lines, form: Sessions, places: dict[str, Described], sha256: bytes, until_us: int
) -> Recording:
    """Return the recording of a file with one row a stay."""
    need(lines, [*lines.mapping.time.columns, *wanted(form)])
    of_row, bays = whose(lines, form), numbered(lines, form.bay)
    begin = when_of(lines, until_us)
    ended = lines.text[form.end] != ""
    end = when_of(_at_end(lines, form, ended), until_us)
    end_us = np.full(len(lines), np.iinfo(np.int64).max, dtype=np.int64)
    end_us[ended] = end.time_us
    good = begin.good & (of_row.number >= 0) & (bays.number >= 0)
    good[ended] &= end.good
    pairs, which = np.unique(of_row.number * len(bays.sources) + bays.number, return_inverse=True)
    rows = _apart(lines, form, np.flatnonzero(good), which, begin.time_us, end_us)
    readings = _states(rows, which, begin.time_us, end_us)
    channels = []
    for pair in pairs.tolist():
        site, bay = divmod(pair, len(bays.sources))
        spot = bays.sources[bay]
        one = channel(
            lines, of_row.sources[site], spot, Property.BAY_STATE, hold_max_s=form.hold_max_s
        )
        channels.append(replace(one, bay=spot))
    return whole_recording(
        lines,
        sites=sites(lines, form, of_row, places),
        channels=spanned(
            channels, readings.channel, readings.time_us, readings.time_us + SECOND_US
        ),
        readings=readings,
        sha256=sha256,
        scope=scope_of(lines, of_row),
    )


def _at_end(lines: Lines, form: Sessions, ended: NDArray[np.bool_]) -> Lines:
    """Return the rows that have an end, with it in place of the beginning; problems are shared."""
    first = lines.mapping.time.columns[0]
    return replace(lines, text={first: lines.text[form.end][ended]}, lines=lines.lines[ended])


def _apart(
    lines: Lines, form: Sessions, rows: Indices, which: Indices, begin: Times, end: Times
) -> Indices:
    """Return the stays in order of bay and time; one that cannot be is a problem."""
    backwards = rows[end[rows] <= begin[rows]]
    lines.complain(backwards.tolist(), form.end, "is not after the beginning")
    rows = rows[end[rows] > begin[rows]]
    order = rows[np.lexsort((begin[rows], which[rows]))]
    into = np.zeros(len(order), dtype=bool)
    into[1:] = (which[order[1:]] == which[order[:-1]]) & (begin[order[1:]] < end[order[:-1]])
    lines.complain(order[into].tolist(), form.bay, "is occupied by the stay before this one")
    return order[~into]


def _states(rows: Indices, which: Indices, begin: Times, end: Times) -> Readings:
    """Return a reading at each beginning and end; where the next car comes at once, only that."""
    ends = end[rows] < np.iinfo(np.int64).max
    at_once = np.zeros(len(rows), dtype=bool)
    at_once[:-1] = (which[rows[1:]] == which[rows[:-1]]) & (begin[rows[1:]] == end[rows[:-1]])
    leaves = rows[ends & ~at_once]
    channel_of = np.concatenate([which[rows], which[leaves]]).astype(np.int32)
    time_us = np.concatenate([begin[rows], end[leaves]])
    state = np.repeat([float(BayState.OCCUPIED), float(BayState.VACANT)], [len(rows), len(leaves)])
    order = np.lexsort((time_us, channel_of))
    return Readings(
        channel=channel_of[order],
        time_us=time_us[order],
        duration_ms=np.full(len(order), NO_DURATION, dtype=np.int32),
        result=state[order],
        quality=np.full(len(order), Flag.GOOD, dtype=np.int16),
        notes=[],
    )
