"""Cells to readings: counts over intervals, and states of car parks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from devices.properties import OperatingState
from devices.quality import Flag
from ingest.recordings.cells import Sheet
from ingest.recordings.mapping import Token
from store.rows import NO_DURATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Columns of equal length; `channel` counts within the file, `quality` is a QARTOD flag."""

    channel: NDArray[np.int32]
    time_us: NDArray[np.int64]
    duration_ms: NDArray[np.int32]
    result: NDArray[np.float64]
    quality: NDArray[np.int16]
    notes: list[str]


def counts(sheet: Sheet) -> Readings:
    """One channel a column. The rows of a summed clock-change hour become one reading each."""
    time_us = sheet.when.time_us[sheet.row]
    duration_us = sheet.when.duration_us[sheet.row]
    kept = np.ones(len(sheet.row), dtype=bool)
    value = _values(sheet)
    notes: list[str] = []
    for rows, whole in sheet.when.summed:
        members = np.isin(sheet.row, rows)
        kept &= ~members
        of_column = sheet.column[members]
        n = np.bincount(of_column, minlength=len(sheet.columns))
        total = np.bincount(of_column, weights=value[members], minlength=len(sheet.columns))
        cells = np.flatnonzero(members)
        _, leaders = np.unique(of_column, return_index=True)
        for cell in cells[leaders]:
            column = int(sheet.column[cell])
            if n[column] == whole:
                kept[cell], value[cell] = True, total[column]
            else:
                notes.append(
                    f"{sheet.columns[column][1]}: the summed clock-change hour has {n[column]} of "
                    f"{whole} rows and was left out"
                )
    return Readings(
        channel=sheet.column[kept].astype(np.int32),
        time_us=time_us[kept],
        duration_ms=(duration_us[kept] // 1_000).astype(np.int32),
        result=value[kept],
        quality=_quality(value, _doubtful(sheet))[kept],
        notes=notes,
    )


def states(sheet: Sheet) -> Readings:
    """One channel a column, or two (value, then operating state) where the mapping says so."""
    time_us, value = sheet.when.time_us[sheet.row], _values(sheet)
    doubtful = _doubtful(sheet)
    says = _look_up(sheet, lambda token: token.value is not None, number=1.0) > 0
    if not sheet.mapping.wide.operating_state:
        return _state_columns(sheet.column[says], time_us[says], value[says], doubtful[says])
    state = _look_up(
        sheet, lambda token: _STATES[token.operating_state], number=OperatingState.OPEN
    )
    known = _look_up(sheet, lambda token: token.operating_state is not None, number=1.0) > 0
    return _state_columns(
        np.concatenate([2 * sheet.column[says], 2 * sheet.column[known] + 1]),
        np.concatenate([time_us[says], time_us[known]]),
        np.concatenate([value[says], state[known]]),
        np.concatenate([doubtful[says], doubtful[known]]),  # "0" may mean closed: so "open" may err
    )


_STATES: Final = {
    "open": float(OperatingState.OPEN),
    "closed": float(OperatingState.CLOSED),
    "unknown": np.nan,
    None: np.nan,
}


def _state_columns(
    channel: NDArray[np.intp],
    time_us: NDArray[np.int64],
    result: NDArray[np.float64],
    doubtful: NDArray[np.bool_],
) -> Readings:
    return Readings(
        channel=channel.astype(np.int32),
        time_us=time_us,
        duration_ms=np.full(len(channel), NO_DURATION, dtype=np.int32),
        result=result,
        quality=_quality(result, doubtful),
        notes=[],
    )


def _doubtful(sheet: Sheet) -> NDArray[np.bool_]:
    """Return which cells may stand for a token that this file never writes."""
    if sheet.has_tokens:
        return np.zeros(len(sheet.value), dtype=bool)
    return np.isin(sheet.value, sheet.mapping.wide.doubtful_without_tokens)


def _quality(result: NDArray[np.float64], doubtful: NDArray[np.bool_]) -> NDArray[np.int16]:
    known = np.where(doubtful, Flag.SUSPECT, Flag.GOOD)
    return np.where(np.isnan(result), Flag.MISSING, known).astype(np.int16)


def _values(sheet: Sheet) -> NDArray[np.float64]:
    """Return the value of each cell; NaN where its token says "unknown" or nothing."""
    said = _look_up(
        sheet, lambda t: t.value if isinstance(t.value, float) else np.nan, number=np.nan
    )
    return np.where(sheet.token < 0, sheet.value, said)


def _look_up(
    sheet: Sheet, of_token: Callable[[Token], float], *, number: float
) -> NDArray[np.float64]:
    """Return for each cell what its token means, `number` where the cell is a number."""
    meanings = [float(of_token(token)) for token in sheet.mapping.tokens.values()]
    return np.array([*meanings, number])[sheet.token]  # token -1, a number, is the last entry
