-- Which passages of a batch were stored before it; positions count from 0.
select (r.position - 1)::int4
from unnest(%(channel)s::int4[], %(time)s::timestamptz[], %(n)s::int4[])
  with ordinality as r (channel, time, n, position)
join passage as p using (channel, time, n)
where p.block <> %(block)s
  and p.time between %(first)s and %(last)s
