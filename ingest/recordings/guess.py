"""Propose a mapping for an unknown file, and say what is unclear about it."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from devices.properties import Direction, Mode, Property
from ingest.recordings import clock
from ingest.recordings.guess_time import Question, guess_time, number
from ingest.recordings.looking import Look, look
from ingest.recordings.mapping import (
    Mapping,
    Wide,
    Word,
    parse_builtins,
)
from ingest.recordings.names import slug

_DIFFERENT_SHARE_MIN: Final = 0.7  #: of the times, in a file of one place
_TOTAL_SHARE_MIN: Final = 0.95
_MODES: Final = (
    (Mode.BICYCLE, r"\b(Fahrr(a|ä)d\w*|Radfahr\w*|Räder|Rad|Bikes?|Bicycles?|Cycl\w+)"),
    (Mode.PEDESTRIAN, r"\b(Fu(ß|ss)g\w+|Fu(ß|ss)|Pedestrians?|Ped)\b"),
    (Mode.HEAVY, r"\b(LKW|Lkw|SV|Schwerverkehr|Heavy|Trucks?|Lorries)\b"),
    (Mode.CAR, r"\b(PKW|Pkw|Autos?|Cars?)\b"),
    (Mode.MOTOR, r"\b(Kfz|KFZ|Motor\w*|Vehicles?)\b"),
)
_DIRECTIONS: Final = (
    (Direction.A, "stadteinwärts", r"einw(ä|ae)rts\W*$"),
    (Direction.B, "stadtauswärts", r"ausw(ä|ae)rts\W*$"),
    (Direction.A, "IN", r"\bin\W*$"),
    (Direction.B, "OUT", r"\bout\W*$"),
    (Direction.A, "1", r"(richtung|direction|dir\.?|ri\.?)[ _-]?1\W*$"),
    (Direction.B, "2", r"(richtung|direction|dir\.?|ri\.?)[ _-]?2\W*$"),
)
_NO_COUNT: Final = re.compile(
    r"status|qualit|temp|nieder|regen|rain|wind|sonn|sun|bew(ö|oe)lk|feucht|humid|druck|pressure"
    r"|^v_|v85|speed|geschw|uptime|\b(lat|lon|id)\b|_id$",
    re.IGNORECASE,
)
_CAR_PARK: Final = re.compile(r"park|\b(PH|PP|TG|P\d)\b|\bfrei|\bfree", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A mapping to confirm."""

    mapping: Mapping
    questions: list[Question]
    seen: list[str]  #: sentences on what was found in the file


def guess(path: Path) -> Proposal:
    """Propose a mapping for a file.

    Raises
    ------
    RecordingError
        No table with times and numbers can be made out in it.
    """
    found = _counts_only(look(path))
    stem = slug(path.name.split(".")[0], 24)
    interval_s = _interval(found)
    columns, questions = _columns(found, stem)
    is_count = columns.property is Property.COUNT
    time, doubts = guess_time(found, interval_s, is_count=is_count)
    names = [found.header[i] for i in found.values]
    mapping = Mapping(
        id=stem,
        title=path.name,
        recognise=[_exactly(name) for name in [*found.time_columns, *names]],
        file=found.form,
        time=time,
        columns=columns,
        modes=[Word(pattern=p, mode=m) for m, p in _MODES if is_count and _any(p, names)],
        directions=[
            Word(pattern=p, direction=d, name=n) for d, n, p in _DIRECTIONS if _any(p, names)
        ],
    )
    return Proposal(
        mapping=mapping,
        questions=[*_several(found), *questions, *doubts],
        seen=_seen(found, mapping),
    )


def _several(found: Look) -> list[Question]:
    """Ask where times repeat: the places of such a file stand below each other."""
    different = len(np.unique(found.local))
    if different > _DIFFERENT_SHARE_MIN * len(found.local):
        return []
    text = (
        "most times stand several times: the file seems to hold several places below each other; "
        "write a mapping with [rows], or cut it into one file a place"
    )
    return [Question(key="columns.site", text=text, assumed="one")]


def _counts_only(found: Look) -> Look:
    """Leave out columns that are no counts by their names: weather, status, speed, positions."""
    kept = [i for i in found.values if not _NO_COUNT.search(found.header[i])]
    return replace(found, values=kept or found.values)


def _exactly(name: str) -> str:
    """Return a pattern for one column's name, as readable as may be."""
    return "^" + re.sub(r"([][.^$*+?(){}|\\])", r"\\\1", name) + "$"


def _any(pattern: str, names: list[str]) -> bool:
    return any(re.search(pattern, name, re.IGNORECASE) for name in names)


def _interval(found: Look) -> int:
    """Return the usual distance of rows [s]."""
    steps = np.diff(np.unique(found.local)) // clock.SECOND_US
    return int(np.median(steps)) if len(steps) else 3_600


def _columns(found: Look, stem: str) -> tuple[Wide, list[Question]]:
    names = [found.header[i] for i in found.values]
    others = [n for n in found.header if n and n not in names and n not in found.time_columns]
    ignore = [_exactly(name) for name in others]
    if names and sum(bool(_CAR_PARK.search(name)) for name in names) > len(names) / 2:
        wide = Wide(
            site="each-column",
            kind="car_park",
            property=Property.FREE_SPACES,
            ignore=ignore,
            hold_max_s=min(max(3 * _interval(found), 1_800), 86_400),
        )
        text = "each column was taken as the free spaces of one car park: free, not occupied?"
        return wide, [Question(key="columns.property", text=text, assumed="free_spaces")]
    total = _total(found)
    wide = Wide(
        site="one",
        site_id=stem,
        site_name=stem,
        kind="cross_section",
        property=Property.COUNT,
        ignore=ignore,
        mode=None if _every_mode(names, total) else Mode.BICYCLE,
        total_column=total,
    )
    questions = [
        Question(key="id", text="what shall this format be called?", assumed=stem),
        Question(key="columns.site_id", text="which id shall the place have?", assumed=stem),
        Question(key="columns.site_name", text="what is the place called?", assumed=stem),
    ]
    if wide.mode is not None:
        text = "who is counted where a column's name does not say so?"
        questions.append(Question(key="columns.mode", text=text, assumed=Mode.BICYCLE))
    return wide, questions


def _every_mode(names: list[str], total: str) -> bool:
    said = [name for name in names if name != total]
    return bool(said) and all(any(_any(p, [name]) for _, p in _MODES) for name in said)


def _total(found: Look) -> str:
    """Return the column that is the sum of all the others; empty where there is none."""
    if len(found.values) < 3:
        return ""
    table = np.array([[number(row[i], found) for i in found.values] for row in found.rows])
    whole = table[~np.isnan(table).any(axis=1)]
    for k, position in enumerate(found.values):
        rest = np.delete(whole, k, axis=1).sum(axis=1)
        if len(whole) and (whole[:, k] == rest).mean() >= _TOTAL_SHARE_MIN and rest.any():
            return found.header[position]
    return ""


def _seen(found: Look, mapping: Mapping) -> list[str]:
    left_out = [found.header[i] for i in range(len(found.header)) if i not in found.values]
    left_out = [name for name in left_out if name and name not in found.time_columns]
    first, last = (
        str(t.astype("datetime64[us]"))[:16] for t in (found.local.min(), found.local.max())
    )
    return [
        f"{len(found.rows)} rows, {first} to {last}, every {mapping.time.interval_s} s",
        f"delimiter {mapping.file.delimiter!r}, {mapping.file.encoding}, decimal "
        f"{mapping.file.decimal!r}, {mapping.file.title_rows} lines above the header",
        f"time in {' and '.join(found.time_columns)}, written {mapping.time.format}",
        f"readings in {', '.join(found.header[i] for i in found.values)}",
        f"left out: {', '.join(left_out) or 'nothing'}",
    ]


def answered(mapping: Mapping, key: str, said: str) -> Mapping:
    """Return the mapping with a person's answer to one question.

    Raises
    ------
    MappingError
        The answer does not fit the key; the message says why.
    """
    builtins = msgspec.to_builtins(mapping)
    table, _, name = key.rpartition(".")
    (builtins[table] if table else builtins)[name] = said.strip()
    if key == "time.clock_change":
        builtins["time"]["offset"] = "+01:00" if said.strip() == "fixed-offset" else ""
    if key == "columns.property":
        del builtins["columns"]["hold_max_s"]
    return parse_builtins(builtins, "your answer")
