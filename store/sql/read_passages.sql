-- Passages of a datastream in a window, oldest first, after one of them.
select
  o.time, o.n, o.speed_km_h, o.length_m, o.vehicle_class, o.quality, c.device,
  c.name as channel, coalesce(o.time < coalesce(p.accepted_at, v.accepted_at), true) as commissioning
from deployment as p
join channel as c on c.id = p.channel
join device as v on v.id = c.device
join passage as o on o.channel = p.channel and p.valid @> o.time
where p.datastream = %(datastream)s::int4
  and p.valid && tstzrange(%(since)s, %(until)s)
  and o.time >= %(since)s and o.time < %(until)s
  and (%(after)s::timestamptz is null or (o.time, o.n) > (%(after)s, %(after_n)s))
order by o.time, o.n
limit %(limit)s
