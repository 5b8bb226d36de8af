-- What the radio says of devices now; a matter on which nothing newer was said stays.
insert into device_health as h (
  device, heard_at, session, counter, rssi_dbm, snr_db, gateways, heard_as, spreading_factor,
  battery_percent, battery_at, margin_db, margin_at, joined_at, told, told_at,
  compared, differed, difference
)
select device, heard_at, session, counter, rssi_dbm, snr_db, coalesce(gateways, '{}'),
  coalesce(heard_as, '{}'), spreading_factor, battery_percent, battery_at, margin_db, margin_at, joined_at, told, told_at,
  compared, differed, difference
from jsonb_to_recordset(%(rows)s) as r (
  device text, heard_at timestamptz, session text, counter bigint, rssi_dbm real, snr_db real,
  gateways text[], heard_as text[], spreading_factor smallint, battery_percent real, battery_at timestamptz,
  margin_db real, margin_at timestamptz, joined_at timestamptz, told text, told_at timestamptz,
  compared bigint, differed bigint, difference text
)
join (select id from device) as d on d.id = r.device -- a database that came back may not know it
order by device
on conflict (device) do update set
  (heard_at, session, counter, rssi_dbm, snr_db, gateways, heard_as, spreading_factor) = (
    select n.heard_at, n.session, n.counter, n.rssi_dbm, n.snr_db, n.gateways, n.heard_as,
      n.spreading_factor
    from (
      values
        (excluded.heard_at, excluded.session, excluded.counter, excluded.rssi_dbm, excluded.snr_db,
          excluded.gateways, excluded.heard_as, excluded.spreading_factor),
        (h.heard_at, h.session, h.counter, h.rssi_dbm, h.snr_db, h.gateways, h.heard_as,
          h.spreading_factor)
    ) as n (heard_at, session, counter, rssi_dbm, snr_db, gateways, heard_as, spreading_factor)
    order by n.heard_at desc nulls last
    limit 1
  ),
  (battery_percent, battery_at) = (
    select n.percent, n.at
    from (values (excluded.battery_percent, excluded.battery_at), (h.battery_percent, h.battery_at)) as n (percent, at)
    order by n.at desc nulls last
    limit 1
  ),
  (margin_db, margin_at) = (
    select n.db, n.at
    from (values (excluded.margin_db, excluded.margin_at), (h.margin_db, h.margin_at)) as n (db, at)
    order by n.at desc nulls last
    limit 1
  ),
  (told, told_at) = (
    select n.told, n.at
    from (values (excluded.told, excluded.told_at), (h.told, h.told_at)) as n (told, at)
    order by n.at desc nulls last
    limit 1
  ),
  joined_at = greatest(h.joined_at, excluded.joined_at),
  compared = h.compared + excluded.compared,
  differed = h.differed + excluded.differed,
  difference = coalesce(excluded.difference, h.difference)
