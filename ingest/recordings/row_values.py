"""Several sites below each other, several values a row."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from devices.properties import DEFINITIONS, Kind
from devices.quality import Flag
from ingest.recordings.clock import SECOND_US
from ingest.recordings.forms import Rows, Value
from ingest.recordings.lines import Lines, When, need, when_of
from ingest.recordings.names import slug
from ingest.recordings.places import Whose, channel, numbered, scope_of, sites, spanned, whose
from ingest.recordings.readings import Readings
from ingest.recordings.recording import RecordedChannel, Recording
from ingest.recordings.sitefile import Described
from ingest.recordings.values import numbers, out_of_range
from ingest.recordings.whole import whole_recording
from store.rows import NO_DURATION

Numbers = NDArray[np.float64]
Indices = NDArray[np.intp]


def wanted(form: Rows) -> list[str]:
    """Return the columns that are read beside the time's."""
    columns = [form.site, form.bay, form.site_name_column, *(v.column for v in form.values)]
    columns += [form.doubt.column] if form.doubt else []
    columns += [form.daylight.column] if form.daylight else []
    columns += [column for value in form.values for column in value.check_beside]
    return [column for column in columns if column]


def read_rows(
    lines: Lines, form: Rows, places: dict[str, Described], sha256: bytes, until_us: int
) -> Recording:
    """Return the recording of a file that says in each row whose it is."""
    need(lines, [*lines.mapping.time.columns, *(c for c in (form.site, form.bay) if c)])
    of_row = whose(lines, form)
    bays = numbered(lines, form.bay) if form.bay else None
    when = when_of(lines, until_us, of_row.number)
    doubted = _doubted(lines, form, when)
    channels: list[RecordedChannel] = []
    parts: list[Readings] = []
    for value in form.values:
        if value.column not in lines.text:
            continue  # a publisher adds columns over the years; need() names those of time and site
        rows, result = _numbers(lines, value, when)
        rows, result = _kept(rows, result, of_row, bays)
        made, which = _channels(lines, form, value, of_row, bays, rows)
        parts.append(_readings(value, when, rows, result, doubted, which + len(channels)))
        channels += made
    if not parts:
        need(lines, [form.values[0].column])
    readings = _joined(parts)
    lengths = np.maximum(readings.duration_ms.astype(np.int64), 0) * 1_000
    ends = readings.time_us + np.maximum(lengths, SECOND_US)
    return whole_recording(
        lines,
        sites=sites(lines, form, of_row, places),
        channels=spanned(channels, readings.channel, readings.time_us, ends),
        readings=readings,
        sha256=sha256,
        scope=scope_of(lines, of_row),
    )


def _numbers(lines: Lines, value: Value, when: When) -> tuple[Indices, Numbers]:
    """Return the rows of a column that say something, and their numbers."""
    texts = lines.text[value.column]
    said = (texts != "") & ~np.isin(texts, value.nothing)
    if value.when != "always":
        said &= when.clock if value.when == "clock" else ~when.clock
    rows = np.flatnonzero(said)
    if value.states:
        known = np.isin(texts[rows], list(value.states))
        meant = {text: _meaning(said) for text, said in value.states.items()}
        result = np.array([meant.get(text, np.nan) for text in texts[rows].tolist()])
        words = ", ".join(value.states)
        lines.complain(rows[~known].tolist(), value.column, f"is none of {words}")
        return _timed(rows[known], result[known], when)
    form = lines.mapping.file
    result, bad = numbers(texts[rows], form.decimal, form.thousands)
    beyond = out_of_range(result, value.property) & ~bad
    lines.complain(rows[bad].tolist(), value.column, "is not a number", 'add it to "nothing"')
    lines.complain(rows[beyond].tolist(), value.column, f"is outside the range of {value.property}")
    fine = ~(bad | beyond)
    return _timed(rows[fine], result[fine], when)


def _meaning(said: float | str) -> float:
    return np.nan if isinstance(said, str) else said


def _timed(rows: Indices, result: Numbers, when: When) -> tuple[Indices, Numbers]:
    good = when.good[rows]
    return rows[good], result[good]


def _kept(
    rows: Indices, result: Numbers, of_row: Whose, bays: Whose | None
) -> tuple[Indices, Numbers]:
    named = of_row.number[rows] >= 0
    if bays is not None:
        named &= bays.number[rows] >= 0
    return rows[named], result[named]


def _channels(
    lines: Lines, form: Rows, value: Value, of_row: Whose, bays: Whose | None, rows: Indices
) -> tuple[list[RecordedChannel], NDArray[np.int32]]:
    """Return the channels of a value that have any, and that of each row."""
    n = len(bays.sources) if bays else 1
    bay_of = bays.number[rows] if bays else 0
    pairs, which = np.unique(of_row.number[rows] * n + bay_of, return_inverse=True)
    by_daylight = _daylight(lines, form, of_row)
    beside = _speaking(lines, value.check_beside, of_row)
    made = []
    for pair in pairs.tolist():
        site, bay = divmod(pair, n)
        one = _channel(lines, form, value, of_row.sources[site])
        one = replace(one, role="check") if site in beside else one
        if bays:
            spot = bays.sources[bay]
            one = replace(one, name=slug(spot), source_id=spot, label=spot, bay=spot)
        made.append(replace(one, daylight_only=site in by_daylight))
    return made, which.reshape(-1).astype(np.int32)


def _channel(lines: Lines, form: Rows, value: Value, source: str) -> RecordedChannel:
    kind = DEFINITIONS[value.property].kind
    one = channel(
        lines,
        source,
        value.channel or value.column,
        value.property,
        hold_max_s=form.hold_max_s if kind is Kind.STATE else 0,
    )
    interval_s = value.interval_s or lines.mapping.time.interval_s
    return replace(
        one,
        direction=value.direction or one.direction,
        mode=value.mode,
        role=value.role,
        source_id=value.column,
        label=value.column,
        nominal_interval_s=None if kind is Kind.STATE else interval_s,
        speed_class=value.speed_class,
    )


def _speaking(lines: Lines, columns: list[str], of_row: Whose) -> set[int]:
    """Return the sites for which some of the columns say anything."""
    said = [of_row.number[lines.text[one] != ""] for one in columns if one in lines.text]
    return set(np.unique(np.concatenate(said)).tolist()) if said else set()


def _daylight(lines: Lines, form: Rows, of_row: Whose) -> set[int]:
    """Return the sites of which some row says that it sees by daylight only."""
    if form.daylight is None or form.daylight.column not in lines.text:
        return set()
    mine = np.isin(lines.text[form.daylight.column], form.daylight.values)
    return set(np.unique(of_row.number[mine]).tolist())


def _doubted(lines: Lines, form: Rows, when: When) -> NDArray[np.bool_]:
    """Return which rows are doubtful by the publisher's own word."""
    doubted = np.zeros(len(lines), dtype=bool)
    if form.doubt is None or form.doubt.column not in lines.text:
        return doubted
    texts = lines.text[form.doubt.column]
    said = np.flatnonzero(texts != "")
    share, bad = numbers(texts[said], lines.mapping.file.decimal, "")
    lines.complain(said[bad].tolist(), form.doubt.column, "is not a number")
    usual_us = lines.mapping.time.interval_s * SECOND_US
    share = share / np.maximum(when.duration_us[said] / usual_us, 1.0)
    doubted[said] = share < form.doubt.below
    if form.doubt.above is not None:
        doubted[said] |= share > form.doubt.above
    return doubted


def _readings(
    value: Value,
    when: When,
    rows: Indices,
    result: Numbers,
    doubted: NDArray[np.bool_],
    which: NDArray[np.int32],
) -> Readings:
    lasts = DEFINITIONS[value.property].kind is not Kind.STATE
    duration_ms = when.duration_us[rows] // 1_000 if lasts else np.full(len(rows), NO_DURATION)
    quality = np.where(doubted[rows], Flag.SUSPECT, Flag.GOOD)
    return Readings(
        channel=which.astype(np.int32),
        time_us=when.time_us[rows],
        duration_ms=duration_ms.astype(np.int32),
        result=result,
        quality=np.where(np.isnan(result), Flag.MISSING, quality).astype(np.int16),
        notes=[],
    )


def _joined(parts: list[Readings]) -> Readings:
    return Readings(
        channel=np.concatenate([p.channel for p in parts]),
        time_us=np.concatenate([p.time_us for p in parts]),
        duration_ms=np.concatenate([p.duration_ms for p in parts]),
        result=np.concatenate([p.result for p in parts]),
        quality=np.concatenate([p.quality for p in parts]),
        notes=[],
    )
