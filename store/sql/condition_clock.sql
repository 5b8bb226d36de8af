-- Receipt minus end of the measurement of the newest live readings of each device. [s]
select c.device, array_agg(
  extract(epoch from b.received_to - r.time)::float8 - coalesce(r.duration_ms, 0) / 1000.0
) as offsets_s
from channel as c
join lateral (
  select o.time, o.duration_ms, o.block
  from observation as o
  where o.channel = c.id and o.time > %(now)s::timestamptz - interval '14 days'
  order by o.time desc
  limit 8
) as r on true
join block as b on b.id = r.block
join run on run.id = b.run and run.kind = 'live'
where b.source not like 'replay%%'
  and b.source <> 'redecode'
  and (%(device)s::text is null or c.device = %(device)s)
group by c.device
