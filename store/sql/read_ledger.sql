-- The ledger of a window, newest hour first, after one of its lines.
select
  hour, source, device, messages_received, messages_read, messages_rejected, readings_read,
  stored, duplicate, conflict, rejected, erased
from ledger
where hour >= %(since)s and hour < %(until)s
  and (%(device)s::text is null or device = %(device)s)
  and (
    %(after)s::timestamptz is null
    or (hour, source, device) < (%(after)s, %(after_source)s, %(after_device)s)
  )
order by hour desc, source desc, device desc
limit %(limit)s
