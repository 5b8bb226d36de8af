"""One row a vehicle: radar boxes and other counters that tell them apart."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from devices.properties import DEFINITIONS, Direction, Property
from ingest.recordings.clock import SECOND_US
from ingest.recordings.forms import Vehicles as Form
from ingest.recordings.lines import Lines, need, when_of
from ingest.recordings.places import channel, scope_of, sites, spanned, whose
from ingest.recordings.recording import RecordedChannel, Recording, Vehicles
from ingest.recordings.sitefile import Described
from ingest.recordings.values import numbers
from ingest.recordings.whole import whole_recording

LENGTH_MAX_M = 100.0


def wanted(form: Form) -> list[str]:
    """Return the columns that are read beside the time's."""
    columns = (form.site, form.speed, form.length, form.vehicle_class, form.direction)
    return [column for column in columns if column]


def read_vehicles(
    lines: Lines, form: Form, places: dict[str, Described], sha256: bytes, until_us: int
) -> Recording:
    """Return the recording of a file with one row a vehicle."""
    need(lines, [*lines.mapping.time.columns, *wanted(form)])
    of_row = whose(lines, form)
    when = when_of(lines, until_us)
    speed = _measure(lines, form.speed, DEFINITIONS[Property.PASSAGE].high)
    length = _measure(lines, form.length, LENGTH_MAX_M)
    kind = _measure(lines, form.vehicle_class, np.iinfo(np.int16).max)
    channels, of_vehicle = _channels(lines, form, of_row.sources, of_row.number)
    good = when.good & ~np.isinf(speed) & ~np.isinf(length) & ~np.isinf(kind) & (of_vehicle >= 0)
    kept = np.flatnonzero(good)
    time_us, number = when.time_us[kept], of_vehicle[kept].astype(np.int32)
    passed = Vehicles(
        channel=number,
        time_us=time_us,
        n=ordinals(number, time_us),
        speed_km_h=speed[kept].astype(np.float32),
        length_m=length[kept].astype(np.float32),
        vehicle_class=np.where(np.isnan(kind[kept]), -1, kind[kept]).astype(np.int16),
    )
    names = {said.direction: said.name for said in form.directions.values()}
    towards = names.get(Direction.A, ""), names.get(Direction.B, "")
    return whole_recording(
        lines,
        sites=sites(lines, form, of_row, places, towards),
        channels=spanned(channels, number, time_us, time_us + SECOND_US),
        vehicles=passed,
        sha256=sha256,
        scope=scope_of(lines, of_row),
    )


def ordinals(channel_of: NDArray[np.int32], time_us: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return the numbers of vehicles of one channel and time: from 0, in order of the file.

    Examples
    --------
    >>> ordinals(np.array([0, 0, 1, 0], np.int32), np.array([5, 5, 5, 6])).tolist()
    [0, 1, 0, 0]
    """
    order = np.lexsort((time_us, channel_of))
    here, at = channel_of[order], time_us[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (here[1:] != here[:-1]) | (at[1:] != at[:-1])
    begins = np.flatnonzero(new)
    lengths = np.diff(np.append(begins, len(order)))
    found = np.empty(len(order), dtype=np.int32)
    found[order] = np.arange(len(order)) - np.repeat(begins, lengths)
    return found


def _measure(lines: Lines, column: str, high: float) -> NDArray[np.float64]:
    """Return a column's numbers: NaN where empty, infinite where it cannot be."""
    found = np.full(len(lines), np.nan)
    if not column:
        return found
    texts = lines.text[column]
    said = texts != ""
    form = lines.mapping.file
    values, bad = numbers(texts[said], form.decimal, form.thousands)
    beyond = ~bad & ((values < 0) | (values > high))
    rows = np.flatnonzero(said)
    lines.complain(rows[bad].tolist(), column, "is not a number")
    lines.complain(rows[beyond].tolist(), column, f"is not between 0 and {high:g}")
    found[rows] = np.where(bad | beyond, np.inf, values)
    return found


def _channels(
    lines: Lines, form: Form, sources: list[str], number: NDArray[np.intp]
) -> tuple[list[RecordedChannel], NDArray[np.intp]]:
    """Return a channel for each site and direction, and that of each row; -1 where untold."""
    if not form.direction:
        alone = [channel(lines, source, "vehicles", Property.PASSAGE) for source in sources]
        return alone, number
    texts = lines.text[form.direction]
    code = np.full(len(lines), -1, dtype=np.intp)
    for at, text in enumerate(form.directions):
        code[texts == text] = at
    known = ", ".join(form.directions)
    lines.complain(
        np.flatnonzero(code < 0).tolist(), form.direction, f"is none of the directions {known}"
    )
    channels = [
        replace(
            channel(lines, source, f"vehicles-{text}", Property.PASSAGE),
            direction=said.direction,
            source_id=text,
            label=said.name or text,
        )
        for source in sources
        for text, said in form.directions.items()
    ]
    return channels, np.where((code < 0) | (number < 0), -1, number * len(form.directions) + code)
