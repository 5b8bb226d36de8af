"""A file as columns of text, and when each of its rows was: for rows, vehicles and sessions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from ingest.recordings import clock, table
from ingest.recordings.cells import SINCE_US
from ingest.recordings.clock import Times
from ingest.recordings.instants import instants
from ingest.recordings.mapping import Mapping, TimeForm
from ingest.recordings.problems import Problem
from ingest.recordings.times import expected, wall_times
from ingest.recordings.values import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The rows of a file.

    Parameters
    ----------
    text
        Columns by name, blanks around their cells taken off; the named groups of `file.name` are
        columns as well.
    lines
        Of each row, where it stands in the file.
    problems
        What cannot be read; it grows while the file is read.
    notes
        What a person should know of how it was read.
    unread
        Columns that nobody asked for.
    """

    name: str
    mapping: Mapping
    header: list[str]
    text: dict[str, Texts]
    lines: NDArray[np.int64]
    problems: list[Problem]
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.lines)

    def complain(
        self, rows: Sequence[int], column: str, reason: str, remedy: str = "correct the file"
    ) -> None:
        """Say what is wrong with rows."""
        self.problems.extend(
            Problem(
                file=self.name,
                line=int(self.lines[row]),
                column=column,
                value=str(self.text[column][row]),
                reason=reason,
                remedy=f"{remedy}, or leave it out with --skip-bad",
            )
            for row in rows
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When each row was.

    Parameters
    ----------
    time_us, duration_us
        Start of its interval, and its length. [us since 1970, UTC; us]
    good
        Whether its time can be told.
    clock
        Whether it has a time of day; without one it is of the whole day.
    """

    time_us: Times
    duration_us: Times
    good: NDArray[np.bool_]
    clock: NDArray[np.bool_]


def lines_of(mapping: Mapping, data: bytes, path: Path, wanted: Sequence[str]) -> Lines:
    """Return the wanted columns of a file; those it lacks are missed by who needs them."""
    name, form = path.name, mapping.file
    raw = (
        table.read_json(data, name)
        if form.form == "json"
        else table.read_table(data, name, form, xlsx=table.is_xlsx(path))
    )
    width, problems = len(raw.header), []
    straight = [i for i, row in enumerate(raw.rows) if len(row) == width]
    if len(straight) < len(raw.rows):
        problems = [
            Problem(
                file=name,
                line=line,
                reason=f"the row has {len(row)} fields, the header {width}",
                remedy="correct the row, or leave it out with --skip-bad",
            )
            for row, line in zip(raw.rows, raw.lines, strict=True)
            if len(row) != width
        ]
    rows = [raw.rows[i] for i in straight]
    text = {
        column: np.array([row[at].strip() for row in rows], dtype=np.str_)
        for at, column in enumerate(raw.header)
        if column in wanted
    }
    named = re.search(form.name, name) if form.name else None
    for group, said in (named.groupdict() if named else {}).items():
        text[group] = np.full(len(rows), said or "", dtype=f"U{max(len(said or ''), 1)}")
    return Lines(
        name=name,
        mapping=mapping,
        header=[*raw.header, *(named.groupdict() if named else {})],
        text=text,
        lines=np.array([raw.lines[i] for i in straight], dtype=np.int64),
        problems=problems,
        notes=raw.notes,
        unread=tuple(column for column in raw.header if column and column not in wanted),
    )


def need(lines: Lines, columns: Sequence[str]) -> None:
    """Refuse a file without one of these columns."""
    pattern = lines.mapping.file.name
    of_name = set(re.compile(pattern).groupindex) if pattern else set()
    for column in columns:
        if column not in lines.text and column in of_name:
            raise table.refused(
                lines.name,
                f"does not tell {column!r}, which mapping {lines.mapping.id} reads from the name",
                f"name the file so that it fits {pattern}",
            )
        if column not in lines.text:
            raise table.refused(
                lines.name,
                f"has no column {column!r}",
                f"mapping {lines.mapping.id} reads it; is this another format?",
                lines.mapping.file.title_rows + 1,
            )


def when_of(lines: Lines, until_us: int, place: NDArray[np.intp] | None = None) -> When:
    """Return when each row was.

    Parameters
    ----------
    until_us
        No measurement is later than this. [us since 1970, UTC]
    place
        Of each row a number of its site: what the clock change did is told site by site.
    """
    form, n = lines.mapping.time, len(lines)
    first, *second = form.columns
    texts: Texts = lines.text[first]
    has_clock = np.ones(n, dtype=bool)
    if second:
        clocks = lines.text[second[0]]
        has_clock = (clocks != "") if form.midnight else has_clock
        filled = np.where(has_clock, clocks, form.midnight)
        texts = np.char.add(np.char.add(texts, " "), filled)
    local, bad = wall_times(_fitting(texts), form.format)
    lines.complain(
        np.flatnonzero(bad).tolist(), first, f"is no time of the form {expected(form.format)}"
    )
    time, duration = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    whole_days = msgspec.structs.replace(
        form, label="start", interval_s=clock.DAY_US // clock.SECOND_US
    )
    good = ~bad
    for chosen, as_form in ((has_clock & ~bad, form), (~has_clock & ~bad, whole_days)):
        _place_rows(lines, np.flatnonzero(chosen), local, as_form, place, (time, duration, good))
    for impossible, reason in (
        (good & (time < SINCE_US), "is before 2000"),
        (good & (time > until_us), "lies in the future"),
    ):
        lines.complain(np.flatnonzero(impossible).tolist(), first, reason)
        good &= ~impossible
    return When(time_us=time, duration_us=duration, good=good, clock=has_clock)


def _fitting(texts: Texts) -> Texts:
    width = int(np.char.str_len(texts).max()) if len(texts) else 1
    return texts.astype(f"U{max(width, 1)}")


def _place_rows(
    lines: Lines,
    rows: NDArray[np.intp],
    local: Times,
    form: TimeForm,
    place: NDArray[np.intp] | None,
    into: tuple[Times, Times, NDArray[np.bool_]],
) -> None:
    """Fill time, duration and goodness of rows, each site by itself."""
    if len(rows) == 0:
        return
    time, duration, good = into
    groups = [rows]
    switches = form.clock_change in {"fold-by-order", "summed-hour", "absent"}
    if place is not None and switches:
        order = rows[np.argsort(place[rows], kind="stable")]
        groups = np.split(order, np.flatnonzero(np.diff(place[order])) + 1)
    for group in groups:
        found = instants(local[group], form)
        time[group], duration[group] = found.time_us, found.duration_us
        for position, reason in found.bad.items():
            row = int(group[position])
            good[row] = False
            lines.complain([row], form.columns[0], reason)
