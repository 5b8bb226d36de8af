"""Cells, instants and labels to a recording: one channel a column, or two for a car park."""

from collections.abc import Mapping as Dict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from devices.properties import Direction, Property
from ingest.recordings.cells import Sheet
from ingest.recordings.labels import direction_names, settle_total, station_labels
from ingest.recordings.mapping import Mapping, SiteWord
from ingest.recordings.names import device_id, slug
from ingest.recordings.readings import counts, states
from ingest.recordings.recording import Capacity, RecordedChannel, RecordedSite, Recording
from ingest.recordings.sitefile import Described


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """How many cells of each column say something, and from when to when [us since 1970]."""

    values: NDArray[np.int64]
    first_us: NDArray[np.int64]
    end_us: NDArray[np.int64]


def assemble(
    sheet: Sheet, *, folder: str, places: Dict[str, Described], sha256: bytes
) -> Recording:
    """Return the recording of a sheet.

    Parameters
    ----------
    folder
        Name of the folder the file lies in.
    places
        What a site file says, by the publisher's id.
    """
    spans = _spans(sheet)
    if sheet.mapping.wide.site != "each-column":
        scope, sites, channels = _station(sheet, folder, spans)
        readings = counts(sheet) if sheet.mapping.is_interval else states(sheet)
    else:
        scope, sites, channels = "", *_lots(sheet, places, spans)
        readings = states(sheet)
    used = np.ones(len(sheet.when.time_us), dtype=bool)
    used[list(sheet.when.bad)] = False
    starts, ends = sheet.when.time_us[used], (sheet.when.time_us + sheet.when.duration_us)[used]
    return Recording(
        mapping=sheet.mapping.id,
        name=sheet.name,
        sha256=sha256,
        scope=scope,
        sites=tuple(sites),
        channels=tuple(channels),
        channel=readings.channel,
        time_us=readings.time_us,
        duration_ms=readings.duration_ms,
        result=readings.result,
        quality=readings.quality,
        first_us=int(starts.min()) if len(starts) else 0,
        end_us=int(ends.max()) if len(ends) else 0,
        rows=len(sheet.cells),
        capacities=tuple(_capacities(sheet, places)),
        skipped=tuple(sheet.problems),
        notes=tuple(sheet.notes + readings.notes),
    )


def _spans(sheet: Sheet) -> Spans:
    n = len(sheet.columns)
    first = np.full(n, np.iinfo(np.int64).max, dtype=np.int64)
    end = np.zeros(n, dtype=np.int64)
    starts = sheet.when.time_us[sheet.row]
    np.minimum.at(first, sheet.column, starts)
    np.maximum.at(end, sheet.column, starts + sheet.when.duration_us[sheet.row])
    values = np.bincount(sheet.column, minlength=n)
    first[values == 0] = 0
    return Spans(values=values, first_us=first, end_us=end)


def _station(
    sheet: Sheet, folder: str, spans: Spans
) -> tuple[str, list[RecordedSite], list[RecordedChannel]]:
    mapping = sheet.mapping
    station, labels = station_labels(sheet.columns, folder, mapping)
    words = mapping.sites.get(station)
    labels = settle_total(labels, spans.values > 0)
    names = direction_names(labels, words)
    site = slug(station)
    own = next((label.text for label in labels if label.id == station), mapping.wide.site_name)
    name = (words.name if words else "") or own or station
    channels = [
        RecordedChannel(
            device=device_id(mapping.id, station),
            name=slug(label.id),
            property=mapping.wide.property,
            hold_max_s=mapping.wide.hold_max_s,
            site=site,
            direction=label.direction,
            mode=label.mode,
            role=label.role,
            source_id=label.id,
            label=label.text,
            nominal_interval_s=mapping.time.interval_s if mapping.is_interval else None,
            values=int(spans.values[i]),
            first_us=int(spans.first_us[i]),
            end_us=int(spans.end_us[i]),
        )
        for i, label in enumerate(labels)
    ]
    return station, [_site(mapping, station, name, words, None, names)], channels


def _lots(
    sheet: Sheet, places: Dict[str, Described], spans: Spans
) -> tuple[list[RecordedSite], list[RecordedChannel]]:
    mapping = sheet.mapping
    sites, channels = [], []
    for i, (_, source, label) in enumerate(sheet.columns):
        site, known = slug(source), places.get(source)
        words = mapping.sites.get(site)
        name = (words.name if words else "") or (known.name if known else "") or label
        sites.append(_site(mapping, source, name, words, known, ("", "")))
        said = [mapping.wide.property]
        if mapping.wide.operating_state:
            said.append(Property.OPERATING_STATE)
        channels += [
            RecordedChannel(
                device=device_id(mapping.id, source),
                name=observed.replace("_", "-"),
                property=observed,
                hold_max_s=mapping.wide.hold_max_s,
                site=site,
                direction=Direction.NONE,
                mode=None,
                role="part",
                source_id=site,
                label=label,
                nominal_interval_s=None,
                values=int(spans.values[i]),
                first_us=int(spans.first_us[i]),
                end_us=int(spans.end_us[i]),
            )
            for observed in said
        ]
    return sites, channels


def _site(
    mapping: Mapping,
    source: str,
    name: str,
    words: SiteWord | None,
    known: Described | None,
    directions: tuple[str, str],
) -> RecordedSite:
    latitude = words.latitude if words and words.latitude is not None else None
    longitude = words.longitude if words and words.longitude is not None else None
    if latitude is None and known is not None:
        latitude, longitude = known.latitude, known.longitude
    return RecordedSite(
        id=slug(source),
        alias=source,
        name=name,
        kind=mapping.wide.kind,
        time_zone=mapping.time.zone,
        direction_a=directions[0],
        direction_b=directions[1],
        latitude=latitude,
        longitude=longitude,
        attribution=mapping.attribution,
    )


def _capacities(sheet: Sheet, places: Dict[str, Described]) -> list[Capacity]:
    """Return the capacities of this file's sites: of its header row, else of the mapping."""
    found = []
    for _, source, _ in sheet.columns:
        site, known = slug(source), places.get(source)
        words = sheet.mapping.sites.get(site)
        standing = (words.capacity if words else None) or (known.capacity if known else None)
        if standing:
            found.append(Capacity(site=site, spaces=standing, always=True))
        if source in sheet.capacities:
            found.append(Capacity(site=site, spaces=sheet.capacities[source], always=False))
    return found
