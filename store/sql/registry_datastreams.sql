-- Datastreams, with the channel that answers for each of them at last.
select d.id, d.site, d.property, d.direction, d.mode, d.bay, d.lane, d.role, d.source_id, d.name,
  d.nominal_interval_s, d.lat, d.lon, d.remarks, d.retired_at,
  p.device, p.channel, p.since, p.until
from datastream as d
left join lateral (
  select c.device, c.name as channel, lower(p.valid) as since, upper(p.valid) as until
  from deployment as p join channel as c on c.id = p.channel
  where p.datastream = d.id
  order by p.valid desc
  limit 1
) as p on true
where (d.retired_at is null or %(retired)s::boolean)
  and (%(site)s::text is null or d.site = %(site)s)
  and (%(datastream)s::int is null or d.id = %(datastream)s)
order by d.site, d.id
