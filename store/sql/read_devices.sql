-- Devices in the order of their ids, after one of them, with their channels and newest arrivals.
select
  v.id, v.model, v.name, v.registered_at,
  coalesce(stands.accepted_at, v.accepted_at, stood.accepted_at) as accepted_at, v.retired_at,
  heard.received as last_received, heard.time as last_measured,
  array(select c.name from channel as c where c.device = v.id order by c.name) as channels,
  array(
    select distinct d.site
    from channel as c
    join deployment as p on p.channel = c.id and p.valid @> %(now)s::timestamptz
    join datastream as d on d.id = p.datastream
    where c.device = v.id
    order by d.site
  ) as sites
from device as v
left join lateral (
  select max(l.received) as received, max(l.time) as time
  from channel as c join latest as l on l.channel = c.id
  where c.device = v.id
) as heard on true
cross join lateral (
  select min(coalesce(p.accepted_at, v.accepted_at)) as accepted_at
  from channel as c join deployment as p on p.channel = c.id
  where c.device = v.id and p.valid @> %(now)s::timestamptz
) as stands
cross join lateral (
  select max(p.accepted_at) as accepted_at
  from channel as c join deployment as p on p.channel = c.id
  where c.device = v.id
) as stood
where (%(after)s::text is null or v.id > %(after)s)
order by v.id
limit %(limit)s
