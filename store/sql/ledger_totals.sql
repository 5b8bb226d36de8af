-- What was received from each device and what became of it, over all hours.
select source, device, max(hour) as hour,
  sum(messages_received)::int8 as messages_received, sum(messages_read)::int8 as messages_read,
  sum(messages_rejected)::int8 as messages_rejected, sum(readings_read)::int8 as readings_read,
  sum(stored)::int8 as stored, sum(duplicate)::int8 as duplicate, sum(conflict)::int8 as conflict,
  sum(rejected)::int8 as rejected, sum(erased)::int8 as erased
from ledger
group by source, device
order by source, device
