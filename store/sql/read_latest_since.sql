-- Newest values that arrived since an instant, oldest first, by the datastream they belong to.
select
  d.site, d.id as datastream, d.property, d.direction, d.mode, d.bay, l.channel, l.time,
  l.result * p.factor as value, l.received,
  coalesce(l.time < coalesce(p.accepted_at, v.accepted_at), true) as commissioning,
  s.public and d.bay is null and d.property <> 'bay_state' as public
from latest as l
join deployment as p on p.channel = l.channel and p.valid @> l.time
join datastream as d on d.id = p.datastream
join site as s on s.id = d.site
join channel as c on c.id = l.channel
join device as v on v.id = c.device
where l.received >= %(since)s
order by l.received, d.id
limit %(limit)s
