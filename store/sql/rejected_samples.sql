-- The newest kept messages of a sender that is not registered, whole ones.
select r.topic, r.payload
from rejected_group as g join rejected as r on r.group_id = g.id
where g.cause = 'unknown_device' and r.replayed_at is null
  and coalesce(nullif(g.device, ''), split_part(r.topic, '/', 4)) = %(sender)s
  and octet_length(r.payload) = r.payload_length
order by r.id desc
limit %(limit)s
