-- Rejected messages as they came, newest first.
select r.id, g.source, g.device, g.cause, r.topic, r.received, r.detail, r.reading_index,
  r.payload, r.payload_length, r.replayed_at
from rejected as r join rejected_group as g on g.id = r.group_id
where (%(cause)s::text is null or g.cause = %(cause)s)
  and (%(device)s::text is null or g.device = %(device)s
    or split_part(r.topic, '/', 4) = %(device)s)
order by r.id desc
limit %(limit)s
