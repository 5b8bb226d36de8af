-- What was set aside, by sender and cause; a sender that is not registered is known by its topic,
-- or by the name that a network server has for it.
select g.source, g.device, g.cause, g.messages, g.readings, g.kept, g.first_at, g.last_at,
  coalesce(d.model, '') as model,
  (select detail from rejected as r where r.group_id = g.id order by r.id desc limit 1) as example
from rejected_group as g left join device as d on d.id = g.device
where (%(cause)s::text is null or g.cause = %(cause)s)
  and (%(model)s::text is null or d.model = %(model)s)
  and (%(since)s::timestamptz is null or g.last_at >= %(since)s)
  and (%(device)s::text is null or g.device = %(device)s
    or g.device in (select device from device_alias where alias_key(alias) = alias_key(%(device)s))
    or g.device in (select alias_key(alias) from device_alias where device = %(device)s)
    or exists (
      select from rejected as r
      where r.group_id = g.id and split_part(r.topic, '/', 4) = %(device)s
    ))
order by g.last_at desc, g.source, g.device, g.cause
