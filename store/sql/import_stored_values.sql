-- The stored value of each identity asked for; positions count from 0.
select (r.position - 1)::int4, o.result
from unnest(%(channel)s::int4[], %(time)s::timestamptz[])
  with ordinality as r (channel, time, position)
join observation as o using (channel, time)
where o.time between %(first)s and %(last)s -- lets the planner skip partitions
