"""Sites and channels of rows, vehicles and sessions."""

from collections.abc import Mapping as Dict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from devices.properties import Direction, Property
from ingest.recordings.clock import Times
from ingest.recordings.forms import Place
from ingest.recordings.lines import Lines
from ingest.recordings.mapping import SiteWord
from ingest.recordings.names import device_id, slug
from ingest.recordings.recording import RecordedChannel, RecordedSite
from ingest.recordings.sitefile import Described

#: What moves has directions; where a file tells none, a datastream holds both.
_MOVES = frozenset({Property.COUNT, Property.COUNT_TOTAL, Property.PASSAGE, Property.MEAN_SPEED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Of each row, whose it is.

    Parameters
    ----------
    sources
        The publisher's ids.
    number
        Counts within `sources`; -1 where a row names nothing.
    """

    sources: list[str]
    number: NDArray[np.intp]


def whose(lines: Lines, place: Place) -> Whose:
    """Return the site of each row; rows of one file are often all of one site."""
    if not place.site:
        return Whose(sources=[place.site_id], number=np.zeros(len(lines), dtype=np.intp))
    return numbered(lines, place.site)


def numbered(lines: Lines, column: str) -> Whose:
    """Return a number for each different text of a column; rows without one are problems."""
    texts = lines.text[column]
    named = texts != ""
    lines.complain(np.flatnonzero(~named).tolist(), column, "names nothing")
    number = np.full(len(lines), -1, dtype=np.intp)
    sources, number[named] = np.unique(texts[named], return_inverse=True)
    return Whose(sources=sources.tolist(), number=number)


def sites(
    lines: Lines,
    place: Place,
    of_row: Whose,
    places: Dict[str, Described],
    names: tuple[str, str] = ("", ""),
) -> list[RecordedSite]:
    """Return the sites of a file; `names` are those of their directions."""
    mapping, found = lines.mapping, []
    for number, source in enumerate(of_row.sources):
        words = mapping.sites.get(source) or mapping.sites.get(slug(source)) or SiteWord()
        known = places.get(source)
        own = _own_name(lines, place, of_row.number == number)
        found.append(
            RecordedSite(
                id=slug(source),
                alias=source,
                name=words.name or (known.name if known else "") or own or source,
                kind=place.kind,
                time_zone=mapping.time.zone,
                direction_a=words.direction_a or (known.direction_a if known else "") or names[0],
                direction_b=words.direction_b or (known.direction_b if known else "") or names[1],
                latitude=words.latitude if known is None else known.latitude,
                longitude=words.longitude if known is None else known.longitude,
                attribution=mapping.attribution,
            )
        )
    return found


def _own_name(lines: Lines, place: Place, mine: NDArray[np.bool_]) -> str:
    if not place.site_name_column or place.site_name_column not in lines.text or not mine.any():
        return place.site_name
    return str(lines.text[place.site_name_column][np.argmax(mine)])


def scope_of(lines: Lines, of_row: Whose) -> str:
    """Return what a file is complete for: its site, where its name tells it, else everything.

    A group `only` in the pattern of names says that a file holds only a part of its site.
    """
    place = lines.mapping.place
    if place is None or not of_row.sources:
        return ""
    if f"(?P<{place.site}>" not in lines.mapping.file.name:
        return ""
    part = lines.text.get("only")
    return of_row.sources[0] + ("" if part is None else f"/{part[0]}")


def channel(
    lines: Lines, source: str, name: str, observed: Property, *, hold_max_s: int = 0
) -> RecordedChannel:
    """Return a channel of a site's pseudo-device, without values yet."""
    return RecordedChannel(
        device=device_id(lines.mapping.id, source),
        name=slug(name),
        property=observed,
        hold_max_s=hold_max_s,
        site=slug(source),
        direction=Direction.BOTH if observed in _MOVES else Direction.NONE,
        mode=None,
        role="part",
        source_id=name,
        label=name,
        nominal_interval_s=None,
        values=0,
        first_us=0,
        end_us=0,
    )


def spanned(
    channels: list[RecordedChannel], of_reading: NDArray[np.int32], start: Times, end: Times
) -> tuple[RecordedChannel, ...]:
    """Say of each channel how many values it has, and from when to when."""
    n = len(channels)
    first = np.full(n, np.iinfo(np.int64).max, dtype=np.int64)
    last = np.zeros(n, dtype=np.int64)
    np.minimum.at(first, of_reading, start)
    np.maximum.at(last, of_reading, end)
    values = np.bincount(of_reading, minlength=n)
    return tuple(
        replace(
            one,
            values=int(values[i]),
            first_us=int(first[i]) if values[i] else 0,
            end_us=int(last[i]),
        )
        for i, one in enumerate(channels)
    )
