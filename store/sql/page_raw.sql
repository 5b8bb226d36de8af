-- The newest stored observations and single vehicles of a site's channels as the devices said them, newest first.
select
  o.time,
  o.duration_ms,
  o.result as value,
  o.quality,
  b.received_to as received,
  c.property,
  d.direction,
  d.mode,
  d.bay,
  d.name,
  c.name as channel,
  c.device
from datastream d
join deployment p on p.datastream = d.id
join channel c on c.id = p.channel
cross join lateral (
  (
    select x.time, x.duration_ms, x.result, x.quality, x.block from observation x
    where x.channel = p.channel
      and x.time >= coalesce(lower(p.valid), '-infinity')
      and x.time < coalesce(upper(p.valid), 'infinity')
    order by x.time desc
    limit %(limit)s
  )
  union all
  (
    select x.time, null, x.speed_km_h, x.quality, x.block from passage x
    where c.property = 'passage' and x.channel = p.channel
      and x.time >= coalesce(lower(p.valid), '-infinity')
      and x.time < coalesce(upper(p.valid), 'infinity')
    order by x.time desc
    limit %(limit)s
  )
) o
left join block b on b.id = o.block
where d.site = %(site)s
order by o.time desc, d.id
limit %(limit)s
