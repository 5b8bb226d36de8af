"""A town of 300 sites that speak as they do on any day: who they are, and what they say by when."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import psycopg

from benchmarks.derive import BLOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """Sites of one kind, each with `channels` of each property.

    Parameters
    ----------
    every_s
        How often a channel speaks, of bays on average. [s]
    """

    kind: str
    word: str
    sites: int
    properties: tuple[str, ...]
    every_s: int
    channels: int = 1
    mode: str | None = None
    hold_s: int = 0

    @property
    def counted(self) -> bool:
        """Whether a reading tells of the interval before it."""
        return self.mode is not None


CITY: Final = (
    Sites(
        kind="cycle_track", word="minute", sites=80, properties=("count",), every_s=60, channels=2,
        mode="bicycle",
    ),
    Sites(
        kind="cycle_track", word="quarter", sites=90, properties=("count",), every_s=900,
        channels=2, mode="bicycle",
    ),
    Sites(
        kind="parking_zone", word="zone", sites=50, properties=("bay_state",), every_s=1_800,
        channels=14, hold_s=90_000,
    ),
    Sites(
        kind="car_park", word="garage", sites=50, properties=("free_spaces",), every_s=300,
        hold_s=1_800,
    ),
    Sites(
        kind="station", word="station", sites=30, every_s=300,
        properties=("temperature", "pm10", "no2", "sound_level"),
    ),
)  # fmt: skip

_REGISTER: Final = """
with numbered as (
  select format('%%s-%%s', %(word)s::text, n) as site, n, c, p,
    format('%%s-%%s-%%s', %(word)s::text, n, c) as device
  from generate_series(1, %(sites)s) n, generate_series(1, %(channels)s) c,
    unnest(%(properties)s::text[]) p
), made_site as (
  insert into site (id, name, kind) select distinct site, site, %(kind)s::text from numbered
), made_capacity as (
  insert into fact (site, kind, value, valid)
  select distinct site, 'capacity', to_jsonb(%(channels)s::int + 86), tstzrange('2000-01-01Z', null)
  from numbered where %(hold_s)s::int > 0
), made_device as (
  insert into device (id, model, accepted_at)
  select distinct device, 'import', timestamptz '2000-01-01Z' from numbered
), made_channel as (
  insert into channel (device, name, property, hold_max_s)
  select device, p, p, %(hold_s)s::int from numbered
  returning id, device, property
), made_datastream as (
  insert into datastream
    (site, property, direction, mode, bay, source_id, nominal_interval_s)
  select site, p, case when %(mode)s::text is null then 'none' else (array['a', 'b'])[c] end,
    %(mode)s::text, case when p = 'bay_state' then c::text end, format('%%s-%%s', c, p),
    case when %(mode)s::text is not null then %(every_s)s::int end
  from numbered
  returning id, site, property, source_id
)
insert into deployment (channel, datastream, valid)
select c.id, d.id, tstzrange('2000-01-01Z', null)
from numbered as o
join made_channel as c on c.device = o.device and c.property = o.p
join made_datastream as d on d.site = o.site and d.property = o.p
  and d.source_id = format('%%s-%%s', o.c, o.p)
"""
_STORE: Final = """
with added as (
  insert into observation (channel, time, duration_ms, result, quality, block)
  select channel, time, nullif(duration_ms, 0), result, 1, %(block)s
  from unnest(
    %(channel)s::int4[], %(time)s::timestamptz[], %(duration_ms)s::int4[], %(result)s::float8[]
  ) as r (channel, time, duration_ms, result)
  on conflict do nothing
  returning channel, time
)
insert into dirty (channel, utc_day, cause)
select distinct channel, (time at time zone 'UTC')::date, 'live' from added
"""


def register(conn: psycopg.Connection[Any]) -> int:
    """Register the town; return how many sites it has."""
    for one in CITY:
        conn.execute(
            _REGISTER,
            {
                "word": one.word,
                "kind": one.kind,
                "sites": one.sites,
                "properties": list(one.properties),
                "every_s": one.every_s,
                "channels": one.channels,
                "mode": one.mode,
                "hold_s": one.hold_s,
            },
        )
    return sum(one.sites for one in CITY)


class Traffic:
    """Every channel of the town, and when it speaks next.

    Parameters
    ----------
    began_s
        Each speaks for the first time within its interval from here. [s since 1970]
    """

    def __init__(self, conn: psycopg.Connection[Any], began_s: float) -> None:
        self._conn = conn
        self._chance = random.Random(7)
        row = conn.execute(BLOCK).fetchone()
        self._block = 0 if row is None else int(row[0])
        of_word = {one.word: one for one in CITY}
        self._channels = [
            (int(channel), of_word[device.split("-")[0]], str(observed))
            for channel, device, observed in conn.execute(
                "select id, device, property from channel order by id"
            )
        ]
        self._next_s = np.array(
            [began_s + self._chance.random() * one.every_s for _, one, _ in self._channels]
        )

    def until(self, now_s: float) -> int:
        """Store what has become due, as one batch; return how many readings."""
        rows = []
        for at in np.flatnonzero(self._next_s <= now_s).tolist():
            channel, one, observed = self._channels[at]
            while self._next_s[at] <= now_s:
                due_s = float(self._next_s[at])
                length_ms = one.every_s * 1000 if one.counted else 0
                when = datetime.fromtimestamp(due_s - length_ms / 1000, UTC)
                rows.append((channel, when, length_ms, self._value(observed)))
                step_s = float(one.every_s)
                if observed == "bay_state":
                    step_s = self._chance.expovariate(1 / one.every_s)
                self._next_s[at] = due_s + step_s
        if rows:
            names = ("channel", "time", "duration_ms", "result")
            columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
            self._conn.execute(_STORE, columns | {"block": self._block})
        return len(rows)

    def _value(self, observed: str) -> float:
        return float(self._chance.randrange(2 if observed == "bay_state" else 40))
