-- Every datastream of these sites (null: of all) with the channel that reports there, or last did, and its newest value.
select
  s.id as site,
  d.id as datastream,
  d.property,
  d.direction,
  d.mode,
  d.lane,
  d.bay,
  d.role,
  d.name,
  d.source_id,
  s.created_at as since,
  v.id as device,
  v.model,
  c.name as channel,
  c.hold_max_s,
  coalesce(l.time, w.time) as time,
  l.duration_ms,
  case when c.property = 'passage' then w.speed_km_h else l.result * p.factor end as value,
  coalesce(l.quality, w.quality) as quality,
  coalesce(l.received, w.received) as received
from site s
join datastream d on d.site = s.id
left join lateral (
  select * from deployment x where x.datastream = d.id order by upper(x.valid) desc nulls first limit 1
) p on true
left join channel c on c.id = p.channel
left join device v on v.id = c.device
left join latest l on l.channel = c.id
left join lateral ( -- single vehicles have no row in latest
  select v.time, v.speed_km_h, v.quality, b.received_to as received
  from passage v
  left join block b on b.id = v.block
  where c.property = 'passage' and v.channel = c.id
  order by v.time desc
  limit 1
) w on true
where (%(sites)s::text[] is null or s.id = any (%(sites)s::text[]))
  and (
    not %(public_only)s
    or s.public and (
      -- In a small group the state of a single bay would be seen.
      d.bay is null and d.property <> 'bay_state'
      or (
        select count(*)
        from datastream x
        where x.site = s.id and (x.bay is not null or x.property = 'bay_state')
      ) >= %(bays_min)s
    )
  )
order by s.id, d.id
