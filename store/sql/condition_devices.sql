-- Of one device or of all that are not retired: should it speak, when it was heard, how well.
select v.id as device, v.model, deployed.accepted_at, v.out_of_service_at,
  greatest(heard.received, h.heard_at) as heard_at,
  h.rssi_dbm, h.snr_db, coalesce(h.gateways, '{}') as gateways, h.told,
  h.battery_percent, h.battery_at, deployed.count > 0 as deployed, deployed.since,
  (
    select max(g.last_at) from rejected_group as g
    where g.device = v.id and g.cause in ('time_in_future', 'time_too_old')
  ) as clock_refused_at
from device as v
left join device_health as h on h.device = v.id
left join lateral (
  select max(l.received) as received
  from channel as c join latest as l on l.channel = c.id
  where c.device = v.id
) as heard on true
cross join lateral (
  select count(*) as count, min(lower(p.valid)) as since,
    min(coalesce(p.accepted_at, v.accepted_at)) as accepted_at
  from channel as c join deployment as p on p.channel = c.id
  where c.device = v.id and p.valid @> %(now)s::timestamptz
) as deployed
where v.model <> 'import'
  and (v.retired_at is null or v.retired_at > %(now)s)
  and (%(device)s::text is null or v.id = %(device)s)
order by v.id
