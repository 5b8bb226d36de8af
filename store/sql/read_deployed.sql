-- When each datastream of a site was deployed by an accepted device, unless out of service.
select
  p.datastream,
  greatest(lower(p.valid), coalesce(p.accepted_at, v.accepted_at)) as since,
  upper(p.valid) as until
from deployment as p
join datastream as d on d.id = p.datastream
join channel as c on c.id = p.channel
join device as v on v.id = c.device
where d.site = %(site)s
  and coalesce(p.accepted_at, v.accepted_at) is not null
  and (upper(p.valid) is null or upper(p.valid) > coalesce(p.accepted_at, v.accepted_at))
order by p.datastream, since nulls first
