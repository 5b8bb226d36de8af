-- Deployments with the names of both ends.
select p.id, c.device, c.name as channel, d.site, p.datastream, d.property, d.direction, d.mode,
  d.bay, d.lane, lower(p.valid) as since, upper(p.valid) as until, p.factor, p.orientation_deg,
  p.angle_deg,
  p.campaign, p.remarks, coalesce(p.accepted_at, v.accepted_at) as accepted_at
from deployment as p
join channel as c on c.id = p.channel
join device as v on v.id = c.device
join datastream as d on d.id = p.datastream
where (%(site)s::text is null or d.site = %(site)s)
  and (%(device)s::text is null or c.device = %(device)s)
  and (%(datastream)s::int is null or d.id = %(datastream)s)
  and (%(deployment)s::int8 is null or p.id = %(deployment)s)
  and (%(at)s::timestamptz is null or p.valid @> %(at)s)
order by d.site, d.id, p.valid
