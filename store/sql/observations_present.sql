-- Which of a batch were stored before it, with their stored values; positions count from 0.
select
  (r.position - 1)::int4,
  o.duration_ms is not distinct from nullif(r.duration_ms, -1)
    and o.result is not distinct from nullif(r.result, 'NaN')
    and o.quality = r.quality as same,
  o.block
from unnest(
  %(channel)s::int4[], %(time)s::timestamptz[], %(duration_ms)s::int4[], %(result)s::float8[],
  %(quality)s::int2[]
) with ordinality as r (channel, time, duration_ms, result, quality, position)
join observation as o using (channel, time)
where o.block <> %(block)s
  and o.time between %(first)s and %(last)s -- lets the planner skip partitions
