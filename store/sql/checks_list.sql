-- Spot checks with what the sensor said at the same moment, and of which model it is.
select c.id, c.site, c.time, d.bay, d.source_id, c.occupied, s.occupied as sensed, c.present,
  c.detected, c.observer, c.remarks, coalesce(m.model, '') as model
from spot_check as c
left join datastream as d on d.id = c.datastream
left join stay as s on s.datastream = c.datastream and s.begin_at <= c.time and s.end_at > c.time
left join lateral (
  select min(v.model) as model
  from deployment as p
  join datastream as of on of.id = p.datastream
  join channel as n on n.id = p.channel
  join device as v on v.id = n.device
  where of.site = c.site and p.valid @> c.time and (c.datastream is null or of.id = c.datastream)
  having count(distinct v.model) = 1
) as m on true
where c.withdrawn_at is null and (%(site)s::text is null or c.site = %(site)s)
order by c.time, d.bay, c.id
