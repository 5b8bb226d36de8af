"""Fullness of a car park worked out with pandas, from readings alone: an oracle for tests.

Nothing of the program is used. A value holds until the next one, at most `hold`; time is cut into
quarter hours, and what is said of hours and days is added up from these.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

QUARTER = pd.Timedelta("15min")
ZONE = "Europe/Berlin"


@dataclass(frozen=True)
class Quarters:
    """Space-time by quarter hour in UTC: occupied, offered and known. [spaces * s, s]."""

    table: pd.DataFrame

    def between(self, first: str, last: str) -> "Quarters":
        """Return the quarter hours of local days, the last one excluded."""
        begin, end = (pd.Timestamp(day, tz=ZONE).tz_convert("UTC") for day in (first, last))
        return Quarters(self.table[(self.table.index >= begin) & (self.table.index < end)])

    def regulated(self) -> "Quarters":
        """Return those from Monday to Saturday, 8 to 18."""
        wall = self.table.index.tz_convert(ZONE)
        return Quarters(self.table[(wall.day_of_week < 6) & (wall.hour >= 8) & (wall.hour < 18)])

    def known(self) -> bool:
        return bool(self.table.known.sum() >= 0.75 * 900 * len(self.table))

    def occupancy(self) -> float:
        return float(self.table.occupied.sum() / self.table.offered.sum())

    def daily(self) -> dict[str, float]:
        """Return the occupancy of local days that are known for three quarters."""
        days = self.table.groupby(self.table.index.tz_convert(ZONE).strftime("%Y-%m-%d"))
        return {day: Quarters(one).occupancy() for day, one in days if Quarters(one).known()}

    def hours_at(self, percent: int) -> int:
        hours = self.table.groupby(self.table.index.floor("h")).sum()
        known = (hours.known >= 0.75 * 3_600) & (hours.offered > 0)
        full = (100 * hours.occupied.round(3) >= percent * hours.offered.round(3)) & known
        return int(full.sum())

    def peak(self) -> tuple[float, str]:
        some = self.table[self.table.known >= 0.75 * 900]
        share = (some.occupied / some.offered).round(9)
        return float(share.max()), share.idxmax().strftime("%Y-%m-%dT%H:%M:%SZ")

    def share_at(self, percent: int) -> float:
        full = 100 * self.table.occupied.round(3) >= percent * self.table.offered.round(3)
        return float(
            self.table.known[full & (self.table.offered > 0)].sum() / self.table.known.sum()
        )

    def spells(self, percent: int = 98) -> list[int]:
        """Return how many quarter hours each full stretch has, in order of time."""
        table = self.table
        full = 100 * table.occupied.round(3) >= percent * table.offered.round(3)
        full &= (table.known >= 0.75 * 900) & (table.offered > 0)
        gap = table.index.to_series().diff() != QUARTER
        stretch = ((full != full.shift()) | gap).cumsum()
        return [len(part) for _, part in full.groupby(stretch) if part.iloc[0]]


def quarters(
    readings: pd.Series, capacity: "pd.Series | float", *, hold: str, begin: str, end: str
) -> Quarters:
    """Integrate free spaces over quarter hours.

    Parameters
    ----------
    readings
        Free spaces by instant in UTC, NaN: unknown from here on.
    capacity
        Spaces; or by the instants from which they hold.
    begin, end
        Local days, the last one excluded.
    """
    index = pd.date_range(
        pd.Timestamp(begin, tz=ZONE).tz_convert("UTC"),
        pd.Timestamp(end, tz=ZONE).tz_convert("UTC"),
        freq=QUARTER,
        inclusive="left",
    )
    if not isinstance(capacity, pd.Series):
        capacity = pd.Series([float(capacity)], index=[index[0] - pd.Timedelta("100D")])
    told = readings.sort_index()
    told = told[~told.index.duplicated()]
    last = told.index + pd.Timedelta(hold)
    ends = np.minimum(np.append(told.index[1:].asi8, last[-1:].asi8), last.asi8)
    after = index[-1:] + QUARTER
    cuts = (told.index.asi8, ends, index.asi8, after.asi8, capacity.index.asi8)
    edges = np.unique(np.concatenate(cuts))
    unit = pd.Timedelta(1, unit=told.index.unit) / pd.Timedelta("1s")
    at = np.searchsorted(told.index.asi8, edges[:-1], side="right") - 1
    here = (at >= 0) & (edges[:-1] < ends[np.maximum(at, 0)])
    free = np.where(here, told.to_numpy()[np.maximum(at, 0)], np.nan)
    spaces = capacity.to_numpy()[np.searchsorted(capacity.index.asi8, edges[:-1], side="right") - 1]
    length = np.diff(edges) * unit
    known = np.where(np.isnan(free), 0.0, length)
    pieces = pd.DataFrame(
        {
            "occupied": np.nan_to_num(spaces - free) * known,
            "offered": spaces * known,
            "known": known,
        },
        index=pd.DatetimeIndex(edges[:-1].astype(f"datetime64[{told.index.unit}]"), tz="UTC"),
    )
    return Quarters(pieces.groupby(pieces.index.floor(QUARTER)).sum().reindex(index).fillna(0.0))
