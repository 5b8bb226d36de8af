"""What would be stored: the first readings, and the total of each local day. No database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from devices.properties import DEFINITIONS, Kind
from ingest.recordings.clock import DAY_US, to_local
from ingest.recordings.recording import Recording
from store.instants import from_us


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One reading as it would be stored."""

    device: str
    channel: str
    label: str
    utc: datetime
    local: datetime
    duration_s: float | None
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTotal:
    """One local day of one channel: the sum of a count, the mean of a state."""

    site: str
    label: str
    property: str
    day: date
    readings: int
    total: float | None
    is_sum: bool


def first_rows(recording: Recording, count: int) -> list[Row]:
    """Return the first readings in order of time."""
    found = []
    for i in np.lexsort((recording.channel, recording.time_us))[:count].tolist():
        channel = recording.channels[int(recording.channel[i])]
        site = next(site for site in recording.sites if site.id == channel.site)
        utc = from_us(int(recording.time_us[i])).astimezone(UTC)
        duration_ms, value = int(recording.duration_ms[i]), float(recording.result[i])
        found.append(
            Row(
                device=channel.device,
                channel=channel.name,
                label=channel.label,
                utc=utc,
                local=utc.astimezone(ZoneInfo(site.time_zone)),
                duration_s=None if duration_ms < 0 else duration_ms / 1_000,
                value=None if np.isnan(value) else value,
            )
        )
    return found + _first_vehicles(recording, count - len(found))


def _first_vehicles(recording: Recording, count: int) -> list[Row]:
    """Return the first vehicles in order of time; their value is the speed."""
    found, passed = [], recording.vehicles
    zones = {site.id: ZoneInfo(site.time_zone) for site in recording.sites}
    for i in np.lexsort((passed.channel, passed.time_us))[:count].tolist():
        channel = recording.channels[int(passed.channel[i])]
        utc = from_us(int(passed.time_us[i])).astimezone(UTC)
        speed = float(passed.speed_km_h[i])
        found.append(
            Row(
                device=channel.device,
                channel=channel.name,
                label=channel.label,
                utc=utc,
                local=utc.astimezone(zones[channel.site]),
                duration_s=None,
                value=None if np.isnan(speed) else speed,
            )
        )
    return found


def day_totals(recording: Recording) -> list[DayTotal]:
    """Return one line a channel and local day, by day; a day is that of the reading's start.

    Of vehicles the total is their number.
    """
    if len(recording.vehicles):
        return _vehicle_days(recording)
    if len(recording) == 0:
        return []
    zones = {site.id: site.time_zone for site in recording.sites}
    days = np.empty(len(recording), dtype=np.int64)
    of_channel = np.array([zones[channel.site] for channel in recording.channels])[
        recording.channel
    ]
    for zone in set(zones.values()):
        mine = of_channel == zone
        days[mine] = to_local(zone, recording.time_us[mine]) // DAY_US
    pairs, where = np.unique(
        np.stack([days, recording.channel.astype(np.int64)]), axis=1, return_inverse=True
    )
    where = where.reshape(-1)
    known = ~np.isnan(recording.result)
    n_known = np.bincount(where, weights=known, minlength=pairs.shape[1])
    sums = np.bincount(
        where, weights=np.where(known, recording.result, 0.0), minlength=pairs.shape[1]
    )
    counts = np.bincount(where, minlength=pairs.shape[1])
    found = []
    for i, (day, index) in enumerate(pairs.T.tolist()):
        channel = recording.channels[index]
        is_sum = DEFINITIONS[channel.property].kind is Kind.INTERVAL
        total = None if not n_known[i] else float(sums[i] if is_sum else sums[i] / n_known[i])
        found.append(
            DayTotal(
                site=channel.site,
                label=channel.label,
                property=channel.property,
                day=from_us(day * DAY_US).date(),
                readings=int(counts[i]),
                total=total,
                is_sum=is_sum,
            )
        )
    return found


def _vehicle_days(recording: Recording) -> list[DayTotal]:
    passed = recording.vehicles
    days = to_local(recording.sites[0].time_zone, passed.time_us) // DAY_US
    table = np.stack([days, passed.channel.astype(np.int64)])
    pairs, counts = np.unique(table, axis=1, return_counts=True)
    found = []
    for (day, index), count in zip(pairs.T.tolist(), counts.tolist(), strict=True):
        channel = recording.channels[index]
        found.append(
            DayTotal(
                site=channel.site,
                label=channel.label,
                property=channel.property,
                day=from_us(day * DAY_US).date(),
                readings=count,
                total=float(count),
                is_sum=True,
            )
        )
    return found
