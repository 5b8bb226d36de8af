-- Sites in the order of their ids, after one of them, with aliases and the capacity of the moment.
select
  s.id, s.name, s.kind, s.time_zone, s.geometry, s.direction_a, s.direction_b, s.public,
  s.attribution, s.sample,
  array(select a.alias from site_alias as a where a.site = s.id order by a.alias) as aliases,
  (
    select (f.value)::float8 from fact as f
    where f.site = s.id and f.kind = 'capacity' and f.valid @> %(now)s::timestamptz
  ) as capacity
from site as s
where (%(site)s::text is null or s.id = %(site)s)
  and (%(kind)s::text is null or s.kind = %(kind)s)
  and (s.public or not %(public_only)s)
  and (%(after)s::text is null or s.id > %(after)s)
order by s.id
limit %(limit)s
