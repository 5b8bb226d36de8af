-- What was received from one device in each hour, and what became of it.
select source, device, hour, messages_received, messages_read, messages_rejected, readings_read,
  stored, duplicate, conflict, rejected, erased
from ledger
where device = %(device)s
order by hour, source
