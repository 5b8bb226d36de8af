"""What an unknown file does with its clock: zone, label, summer and winter."""

import re
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from ingest.recordings import clock
from ingest.recordings.looking import Look
from ingest.recordings.mapping import ClockChange, TimeForm

ZONE_ASSUMED: Final = "Europe/Berlin"
_DAY_S: Final = 86_400
_SUMMED_RATIO_MIN: Final = 1.4  #: of the doubled hour to its neighbours, where both are in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something the file does not say.

    Parameters
    ----------
    key
        The mapping's key that the answer goes to.
    assumed
        What the proposal says for now.
    """

    key: str
    text: str
    assumed: str


def guess_time(found: Look, interval_s: int, *, is_count: bool) -> tuple[TimeForm, list[Question]]:
    """Return how the time is read, and what is unclear about it."""
    behaviour, why = _clock_change(found)
    if interval_s >= _DAY_S:
        behaviour, why = "summed-hour", ""  # a row holds its whole local day, however long
    iso = found.time_format == "iso"
    label, unclear = _label(found, interval_s)
    form = TimeForm(
        columns=found.time_columns,
        format=found.time_format,
        zone=ZONE_ASSUMED,
        clock_change="utc" if iso else behaviour,
        offset="+01:00" if behaviour == "fixed-offset" and not iso else "",
        label=label,
        interval_s=interval_s,
    )
    questions = [
        Question(key="time.zone", text="which time zone is the place in?", assumed=ZONE_ASSUMED)
    ]
    if why and not iso:
        questions.append(Question(key="time.clock_change", text=why, assumed=behaviour))
    if unclear and is_count:
        text = "does the time of a row name the start or the end of its interval?"
        questions.append(Question(key="time.label", text=text, assumed=label))
    return form, questions


def _label(found: Look, interval_s: int) -> tuple[Literal["start", "end"], bool]:
    """Return start or end, and whether that is only assumed."""
    words = " ".join(found.time_columns).lower()
    if re.search(r"\b(bis|ende?|until|to)\b", words):
        return "end", False
    if re.search(r"\b(von|ab|beginn|start|from)\b", words):
        return "start", False
    first_of_day = int(found.local.min()) % clock.DAY_US // clock.SECOND_US
    last_of_day = int(found.local.max()) % clock.DAY_US // clock.SECOND_US
    if first_of_day == interval_s and last_of_day == 0:
        return "end", False
    return "start", not (first_of_day == 0 and last_of_day == 86_400 - interval_s)


def _clock_change(found: Look) -> tuple[ClockChange, str]:
    """Return what the file does at the clock change, and what to ask about it."""
    words = " ".join(found.time_columns)
    if re.search(r"\bUTC\b|\bGMT\b", words):
        return "utc", ""
    if re.search(r"\bMEZ\b|\bCET\b|Winterzeit", words):
        return "fixed-offset", ""
    local = found.local
    for change in clock.changes(ZONE_ASSUMED, int(local.min()), int(local.max())):
        low, high = change.skipped
        if ((local >= low) & (local < high)).any():
            return "fixed-offset", ""
        low, high = change.doubled
        inside = np.flatnonzero((local >= low) & (local < high))
        if low >= high or not len(inside):
            continue
        if len(set(local[inside].tolist())) < len(inside):
            return "fold-by-order", ""
        if _is_summed(found, low, high):
            return "summed-hour", ""
        return (
            "summed-hour",
            "the doubled hour in October stands once: does it hold both hours (summed-hour), or is "
            "the file in winter time all year (fixed-offset)?",
        )
    return (
        "fold-by-order",
        "the file holds no day with a clock change: summed-hour, fold-by-order, absent, "
        "fixed-offset or utc?",
    )


def _is_summed(found: Look, low: int, high: int) -> bool:
    """Whether the doubled hour holds clearly more than the hours around it."""

    def hour(begin: int) -> float:
        mine = (found.local >= begin) & (found.local < begin + high - low)
        if len(found.local) != len(found.rows):
            return float("nan")
        cells = [found.rows[i] for i in np.flatnonzero(mine)]
        return float(sum(number(row[k], found) for row in cells for k in found.values))

    around = (hour(low - (high - low)) + hour(high)) / 2
    return around > 0 and hour(low) / around >= _SUMMED_RATIO_MIN


def number(cell: str, found: Look) -> float:
    """Return the number of a cell, NaN where it is none."""
    text = cell.strip().replace(found.form.thousands or "\0", "").replace(found.form.decimal, ".")
    try:
        return float(text)
    except ValueError:
        return float("nan")
