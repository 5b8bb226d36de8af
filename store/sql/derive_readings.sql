-- Readings of channels in ranges of time, in canonical order, as arrays; long intervals from earlier.
-- The bounds of all of them are told once more as constants: no plan is made for chunks beyond.
select r.n, array_agg(o.time order by o.time), array_agg(coalesce(o.duration_ms, 0) order by o.time),
  array_agg(coalesce(o.result, 'NaN') order by o.time), array_agg(o.quality order by o.time)
from unnest(
  %(channel)s::int4[], %(first)s::timestamptz[], %(last)s::timestamptz[], %(long_first)s::timestamptz[]
) with ordinality as r (channel, first, last, long_first, n)
cross join lateral (
  select time, duration_ms, result, quality from observation
  where channel = r.channel and time >= r.first and time < r.last
    and time >= %(earliest)s and time < %(latest)s
  union all
  select time, duration_ms, result, quality from observation
  where channel = r.channel and time >= r.long_first and time < r.first and duration_ms > 3600000
    and time >= %(earliest)s and time < %(latest)s
) as o
group by r.n
