-- Senders that speak and are not registered: how many of their messages are kept, since when.
with kept as (
  select coalesce(nullif(g.device, ''), split_part(r.topic, '/', 4)) as sender, g.source, r.received
  from rejected_group as g join rejected as r on r.group_id = g.id
  where g.cause = 'unknown_device' and r.replayed_at is null
)
select sender, array_agg(distinct source order by source) as sources, count(*)::int as messages,
  min(received) as first_at, max(received) as last_at
from kept
where sender not in (select id from device where retired_at is null)
  and sender not in (select alias_key(alias) from device_alias)
group by sender
order by last_at desc, sender
limit %(limit)s
