-- When channels told a known value for the last time before ranges of time, and first after them.
select r.n,
  (
    select o.time from observation as o
    where o.channel = r.channel and o.time < r.first and o.time >= r.first - %(within)s::interval
      and o.time >= %(earliest)s and o.time < %(latest)s
      and o.result is not null and o.quality <> 4
    order by o.time desc limit 1
  ),
  (
    select o.time from observation as o
    where o.channel = r.channel and o.time >= r.last and o.time < r.last + %(within)s::interval
      and o.time >= %(earliest)s and o.time < %(latest)s
      and o.result is not null and o.quality <> 4
    order by o.time limit 1
  )
from unnest(
  %(channel)s::int4[], %(first)s::timestamptz[], %(last)s::timestamptz[]
) with ordinality as r (channel, first, last, n)
