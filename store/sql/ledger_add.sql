-- Add a batch's counts per device and hour of first receipt.
insert into ledger (
  source, device, hour, messages_received, messages_read, messages_rejected,
  readings_read, stored, duplicate, conflict, rejected
)
select
  %(source)s, device, %(hour)s, read + refused, read, refused,
  stored + duplicate + conflict + rejected, stored, duplicate, conflict, rejected
from unnest(
  %(device)s::text[], %(messages_read)s::int8[], %(messages_rejected)s::int8[],
  %(stored)s::int8[], %(duplicate)s::int8[], %(conflict)s::int8[], %(rejected)s::int8[]
) as r (device, read, refused, stored, duplicate, conflict, rejected)
order by device
on conflict (source, device, hour) do update set
  messages_received = ledger.messages_received + excluded.messages_received,
  messages_read = ledger.messages_read + excluded.messages_read,
  messages_rejected = ledger.messages_rejected + excluded.messages_rejected,
  readings_read = ledger.readings_read + excluded.readings_read,
  stored = ledger.stored + excluded.stored,
  duplicate = ledger.duplicate + excluded.duplicate,
  conflict = ledger.conflict + excluded.conflict,
  rejected = ledger.rejected + excluded.rejected
