-- What else is deployed where a new deployment would be.
select p.id, p.channel as channel_id, c.device, c.name as channel, p.datastream, d.site, d.property,
  d.direction, d.bay, d.lane,
  lower(p.valid) as since, upper(p.valid) as until
from deployment as p
join channel as c on c.id = p.channel
join datastream as d on d.id = p.datastream
where (p.channel = %(channel)s::int4 or p.datastream = %(datastream)s::int4)
  and p.valid && tstzrange(%(since)s, %(until)s)
  and p.id is distinct from %(but)s::int8
order by p.valid
limit 1
