-- Sites with their aliases, capacity, number of datastreams and groups at a moment.
select s.id, s.name, s.kind, s.time_zone, s.land, s.geometry, s.direction_a, s.direction_b, s.public,
  s.attribution, s.remarks, s.retired_at,
  (select f.value from fact as f
    where f.site = s.id and f.kind = 'capacity' and f.valid @> %(now)s::timestamptz) as capacity,
  (select count(*) from datastream as d where d.site = s.id and d.retired_at is null) as datastreams,
  array(select a.alias from site_alias as a where a.site = s.id order by a.alias) as aliases,
  array(select m.site_group from site_group_member as m
    where m.site = s.id and m.valid @> %(now)s::timestamptz order by 1) as groups
from site as s
where (s.retired_at is null or %(retired)s::boolean)
  and (%(site)s::text is null or s.id = %(site)s
    or s.id = (select site from site_alias where alias = %(site)s))
order by s.id = %(site)s desc nulls last, s.id
