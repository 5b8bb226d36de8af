-- Deployments that are about to be changed, held until the transaction ends.
select p.id, p.channel, p.datastream, lower(p.valid) as since, upper(p.valid) as until, p.factor,
  p.orientation_deg, p.angle_deg, p.campaign, p.accepted_at, d.site
from deployment as p
join channel as c on c.id = p.channel
join datastream as d on d.id = p.datastream
where (%(site)s::text is null or d.site = %(site)s)
  and (%(device)s::text is null or c.device = %(device)s)
  and (%(datastream)s::int is null or d.id = %(datastream)s)
  and (%(deployment)s::int8 is null or p.id = %(deployment)s)
  and (%(after)s::timestamptz is null or upper(p.valid) is null or upper(p.valid) > %(after)s)
order by p.id
for update of p
