-- What was set aside, by sender and cause; a sender that is not registered is known by its topic.
select g.source, g.device, g.cause, g.messages, g.readings, g.kept, g.first_at, g.last_at,
  (select detail from rejected as r where r.group_id = g.id order by r.id desc limit 1) as example
from rejected_group as g
where (%(cause)s::text is null or g.cause = %(cause)s)
  and (%(device)s::text is null or g.device = %(device)s or exists (
    select from rejected as r
    where r.group_id = g.id and split_part(r.topic, '/', 4) = %(device)s
  ))
order by g.last_at desc, g.source, g.device, g.cause
