-- Of each channel the newest four arrivals of live readings, at least 5 minutes of measuring apart.
with recursive arrival as (
  select c.device, c.id as channel, 1 as step, r.time, r.duration_ms, r.block
  from channel as c
  join lateral (
    select o.time, o.duration_ms, o.block
    from observation as o
    where o.channel = c.id and o.time > %(now)s::timestamptz - interval '14 days'
    order by o.time desc
    limit 1
  ) as r on true
  where %(device)s::text is null or c.device = %(device)s
  union all
  select a.device, a.channel, a.step + 1, r.time, r.duration_ms, r.block
  from arrival as a
  join lateral (
    select o.time, o.duration_ms, o.block
    from observation as o
    where o.channel = a.channel and o.time > %(now)s::timestamptz - interval '14 days'
      and o.time <= a.time - interval '5 minutes' and o.block <> a.block
    order by o.time desc
    limit 1
  ) as r on true
  where a.step < 4
)
select a.device, b.received_to as received,
  min(extract(epoch from b.received_to - a.time)::float8 - coalesce(a.duration_ms, 0) / 1000.0)
    as delay_s
from arrival as a
join block as b on b.id = a.block
join run on run.id = b.run and run.kind = 'live'
where b.source not like 'replay%%'
  and b.source <> 'redecode'
  and b.received_to - b.received_from <= interval '1 minute' -- longer: nobody knows when each came
group by a.device, b.id, b.received_to
