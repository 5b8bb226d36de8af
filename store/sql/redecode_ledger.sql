-- Count what a second reading stored, as read and stored of no new message.
insert into ledger (source, device, hour, readings_read, stored)
select 'redecode', device, date_trunc('hour', %(now)s::timestamptz, 'UTC'), n, n
from unnest(%(device)s::text[], %(n)s::int8[]) as r (device, n)
on conflict (source, device, hour) do update set
  readings_read = ledger.readings_read + excluded.readings_read,
  stored = ledger.stored + excluded.stored
