-- What batteries said: of every week of the last half year the newest reading of each channel.
select c.device, c.name, c.property, r.time, r.result
from channel as c
cross join generate_series(0, 25) as week
join lateral (
  select o.time, o.result
  from observation as o
  where o.channel = c.id and o.result is not null
    and o.time > %(now)s::timestamptz - (week + 1) * interval '7 days'
    and o.time <= %(now)s::timestamptz - week * interval '7 days'
  order by o.time desc
  limit 1
) as r on true
where c.property in ('battery', 'battery_level')
  and (%(device)s::text is null or c.device = %(device)s)
order by c.device, c.name, r.time
