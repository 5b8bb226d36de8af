"""What rows, vehicles and sessions have in common when they become a recording."""

from typing import Final

import numpy as np

from ingest.recordings.lines import Lines
from ingest.recordings.readings import Readings
from ingest.recordings.recording import NOBODY, RecordedChannel, RecordedSite, Recording, Vehicles

NO_READINGS: Final = Readings(
    channel=np.zeros(0, dtype=np.int32),
    time_us=np.zeros(0, dtype=np.int64),
    duration_ms=np.zeros(0, dtype=np.int32),
    result=np.zeros(0),
    quality=np.zeros(0, dtype=np.int16),
    notes=[],
)


def whole_recording(
    lines: Lines,
    *,
    sites: list[RecordedSite],
    channels: tuple[RecordedChannel, ...],
    sha256: bytes,
    scope: str,
    readings: Readings = NO_READINGS,
    vehicles: Vehicles = NOBODY,
) -> Recording:
    """Return the recording of a file; its span is that of its readings."""
    valued = [one for one in channels if one.values]
    return Recording(
        mapping=lines.mapping.id,
        name=lines.name,
        sha256=sha256,
        scope=scope,
        sites=tuple(sites),
        channels=channels,
        channel=readings.channel,
        time_us=readings.time_us,
        duration_ms=readings.duration_ms,
        result=readings.result,
        quality=readings.quality,
        first_us=min((one.first_us for one in valued), default=0),
        end_us=max((one.end_us for one in valued), default=0),
        rows=len(lines),
        capacities=(),
        skipped=tuple(lines.problems),
        notes=(*lines.notes, *readings.notes),
        unread=lines.unread,
        vehicles=vehicles,
    )
