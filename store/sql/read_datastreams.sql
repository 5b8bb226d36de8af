-- Datastreams in the order of their numbers, after one of them, with their newest value.
select
  d.id, d.site, d.property, d.direction, d.mode, d.lane, d.bay, d.role, d.source_id, d.name,
  d.nominal_interval_s, s.time_zone, newest.time, newest.value, newest.quality, newest.received
from datastream as d
join site as s on s.id = d.site
left join lateral (
  select l.time, l.result * p.factor as value, l.quality, l.received
  from deployment as p join latest as l on l.channel = p.channel
  where p.datastream = d.id and p.valid @> l.time
  order by l.time desc
  limit 1
) as newest on true
where (%(site)s::text is null or d.site = %(site)s)
  and (%(datastream)s::int4 is null or d.id = %(datastream)s)
  and (not %(public_only)s or (s.public and d.bay is null and d.property <> 'bay_state'))
  and (%(after)s::int4 is null or d.id > %(after)s)
order by d.id
limit %(limit)s
