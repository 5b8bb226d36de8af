"""What a column's label says: whose column it is, which mode, which direction."""

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from devices.properties import Direction, Mode
from ingest.recordings.mapping import Mapping, SiteWord

_TOWARDS = re.compile(r"(?:\bFR|\bRichtung|\btowards)\s+(?P<name>[^\])]+)", re.IGNORECASE)
_NO_WORD = SiteWord()


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One value column, understood.

    Parameters
    ----------
    position
        Of the column in the file.
    direction_name
        What the site calls the direction; empty where the label has none.
    """

    position: int
    id: str
    text: str
    mode: Mode | None
    direction: Direction
    direction_name: str
    role: str


class UnreadableLabelError(Exception):
    """A column name that the mapping does not explain."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def value_columns(header: list[str], mapping: Mapping) -> list[tuple[int, str, str]]:
    """Return (position, id, label) of the columns with readings.

    Raises
    ------
    UnreadableLabelError
        A column fits neither `columns.pattern` nor `columns.ignore`.
    """
    pattern = re.compile(mapping.wide.pattern)
    ignored = [re.compile(text) for text in mapping.wide.ignore]
    found = []
    for position, column in enumerate(header):
        if column in mapping.time.columns or not column:
            continue
        if any(one.search(column) for one in ignored):
            continue
        match = pattern.fullmatch(column)
        if match is None:
            raise UnreadableLabelError(column)
        found.append((position, match["id"], match["label"]))
    return found


def station_labels(
    columns: list[tuple[int, str, str]], folder: str, mapping: Mapping
) -> tuple[str, list[Label]]:
    """Return the station of a file with one column a loop, and what each column is.

    The station's own column is a publisher's total: a check on the others, never added; where it
    is the only column, it is the count itself. The station is the column named like the folder,
    else the first column.
    """
    ids = [column_id for _, column_id, _ in columns]
    if mapping.wide.site == "one":
        station, total_id, own = mapping.wide.site_id, mapping.wide.total_column, ""
    else:
        station = total_id = folder if folder in ids else ids[0]
        own = next(label for _, column_id, label in columns if column_id == station)
    words = mapping.sites.get(station, _NO_WORD)
    labels = []
    for position, column_id, text in columns:
        said = text.removeprefix(own).strip() if column_id != total_id else ""
        direction, name = _direction(said, words, mapping)
        is_total = column_id == total_id and (mapping.wide.total or bool(total_id != station))
        labels.append(
            Label(
                position=position,
                id=column_id,
                text=text,
                mode=_mode(said, mapping),
                direction=Direction.BOTH if is_total else direction,
                direction_name=name,
                role="check" if is_total and len(columns) > 1 else "part",
            )
        )
    return station, _settle_names(labels)


def direction_names(labels: list[Label], words: SiteWord | None) -> tuple[str, str]:
    """Return what the site calls its directions a and b."""
    said: dict[Direction, str] = {}
    for label in labels:
        if label.direction_name:
            said.setdefault(label.direction, label.direction_name)
    named = words or _NO_WORD
    return (
        named.direction_a or said.get(Direction.A, ""),
        named.direction_b or said.get(Direction.B, ""),
    )


def _mode(said: str, mapping: Mapping) -> Mode | None:
    for word in mapping.modes:
        if re.search(word.pattern, said, re.IGNORECASE):
            return word.mode
    return mapping.wide.mode


def _direction(said: str, words: SiteWord, mapping: Mapping) -> tuple[Direction, str]:
    """Try the site's own names first, then the words of the mapping, then a name to be settled."""
    for direction, name in ((Direction.A, words.direction_a), (Direction.B, words.direction_b)):
        if name and re.search(rf"{re.escape(name)}\W*$", said, re.IGNORECASE):
            return direction, name
    for word in mapping.directions:
        if word.direction and re.search(word.pattern, said, re.IGNORECASE):
            return word.direction, word.name
    towards = _TOWARDS.search(said)
    if towards:
        return Direction.NONE, towards["name"].strip()
    return Direction.BOTH, ""


def _settle_names(labels: list[Label]) -> list[Label]:
    """Give direction names that no table knows the letters that are left, in sorted order."""
    open_names = sorted({x.direction_name for x in labels if x.direction is Direction.NONE})
    taken = {x.direction for x in labels if x.direction_name}
    free = [d for d in (Direction.A, Direction.B) if d not in taken]
    if not open_names:
        return labels
    if len(open_names) > len(free):
        raise UnreadableLabelError(
            f"directions {', '.join(open_names)}: name direction_a and direction_b of the site "
            "under [sites] of the mapping"
        )
    letters: Dict[str, Direction] = dict(zip(open_names, free, strict=False))
    return [
        replace(x, direction=letters[x.direction_name]) if x.direction is Direction.NONE else x
        for x in labels
    ]


def settle_total(labels: list[Label], valued: NDArray[np.bool_]) -> list[Label]:
    """Take the mode from a total over columns of several modes; `valued` columns count."""
    modes = {x.mode for x, said in zip(labels, valued, strict=True) if said and x.role == "part"}
    if len(modes) < 2:
        return labels
    return [replace(x, mode=None) if x.role == "check" else x for x in labels]
