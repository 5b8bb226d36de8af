-- What debouncing took out of bays in a window: 0 merged vacancies, 1 dropped stays, by their instants;
-- 2 stretches, from when to when, of which it is not known.
select s.datastream, array_agg(r.first order by r.first, r.kind),
  array_agg(r.last order by r.first, r.kind), array_agg(r.kind order by r.first, r.kind)
from stay as s
cross join lateral (
  select t, t, 0::int2 from unnest(s.merged) as t
  union all
  select t, t, 1::int2 from unnest(s.dropped) as t
  union all
  select s.begin_at, s.end_at, 2::int2 where s.merged is null
) as r (first, last, kind)
where s.datastream = any(%(datastream)s) and s.begin_at < %(last)s and s.end_at > %(first)s
  and (s.merged is null or s.merged <> '{}' or s.dropped <> '{}')
group by s.datastream
