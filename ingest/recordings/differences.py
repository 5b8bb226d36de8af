"""Where files say something else than what is stored: by channel and local day, old and new."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from devices.properties import DEFINITIONS, Kind
from ingest.recordings.clock import DAY_US, to_local
from ingest.recordings.recording import RecordedChannel
from ingest.recordings.registration import Registration
from ingest.recordings.sources import Part
from store import imports
from store.fate import Fate
from store.imports import Delivered, Delivery
from store.instants import from_us
from store.pool import Connection


@dataclass(slots=True)
class Day:
    """One channel's local day: the sum of a count, the mean of a state."""

    site: str
    channel: str
    label: str
    day: date
    is_sum: bool
    readings: int = 0  #: that differ
    old_sum: float = 0.0
    new_sum: float = 0.0
    new_total: float = 0.0  #: of all readings the files have for that day

    @property
    def old(self) -> float:
        """What is, or was, stored."""
        return self.new_total - self.new_sum + self.old_sum if self.is_sum else self._mean_old

    @property
    def new(self) -> float:
        """What the files say."""
        return self.new_total if self.is_sum else self.new_sum / self.readings

    @property
    def _mean_old(self) -> float:
        return self.old_sum / self.readings


@dataclass(slots=True)
class Differences:
    """All of them, in order of first meeting."""

    days: dict[tuple[int, int], Day] = field(default_factory=dict)

    async def take(
        self,
        conn: Connection,
        parts: list[Part],
        names: Registration,
        delivery: Delivery,
        said: Delivered,
    ) -> None:
        """Take in the conflicts and corrections of one transaction."""
        rows = delivery.rows
        conflicting = np.flatnonzero(said.fate == Fate.CONFLICT)
        found = list(said.corrected)
        if len(conflicting):
            other = rows.take(conflicting)
            stored = await imports.stored_values(conn, other)
            found += zip(
                other.channel.tolist(),
                other.time_us.tolist(),
                stored.tolist(),
                other.result.tolist(),
                strict=True,
            )
        if not found:
            return
        known = {names.channel(c): (c, part) for part in parts for c in part.recording.channels}
        for channel, time_us, old, new in found:
            recorded, part = known[channel]
            zone = next(s.time_zone for s in part.recording.sites if s.id == recorded.site)
            local = int(to_local(zone, np.array([time_us], dtype=np.int64))[0]) // DAY_US
            day = self._day(channel, local, recorded)
            day.readings += 1
            day.old_sum += 0.0 if np.isnan(old) else old
            day.new_sum += 0.0 if np.isnan(new) else new
            if day.is_sum and day.readings == 1:
                day.new_total = _total(
                    rows.channel, rows.time_us, rows.result, channel, local, zone
                )

    def _day(self, channel: int, local_day: int, recorded: RecordedChannel) -> Day:
        return self.days.setdefault(
            (channel, local_day),
            Day(
                site=recorded.site,
                channel=recorded.source_id,
                label=recorded.label,
                day=from_us(local_day * DAY_US).date(),
                is_sum=DEFINITIONS[recorded.property].kind is Kind.INTERVAL,
            ),
        )


def _total(
    channels: NDArray[np.int32],
    times: NDArray[np.int64],
    results: NDArray[np.float64],
    channel: int,
    local_day: int,
    zone: str,
) -> float:
    mine = channels == channel
    days = to_local(zone, times[mine]) // DAY_US
    return float(np.nansum(results[mine][days == local_day]))
