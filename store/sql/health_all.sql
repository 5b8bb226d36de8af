-- What the radio says of every device, and how many of its frames never came.
select h.device, h.heard_at, h.session, h.counter, h.rssi_dbm, h.snr_db, h.gateways, h.heard_as,
  h.spreading_factor, h.battery_percent, h.battery_at, h.margin_db, h.margin_at, h.joined_at,
  h.told, h.told_at, h.compared, h.differed, h.difference,
  coalesce(u.came, 0) as came, coalesce(u.lost, 0) as lost
from device_health as h
left join lateral (
  select sum(came)::int8 as came, sum(span - came)::int8 as lost
  from (
    select count(distinct counter) as came, max(counter) - min(counter) + 1 as span
    from uplink
    where device = h.device
    group by session
  ) as of_session
) as u on true
where %(device)s::text is null or h.device = %(device)s
order by h.device
