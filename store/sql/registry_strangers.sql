-- Senders that are not registered, with the newest whole message kept of each.
select coalesce(nullif(g.device, ''), split_part(r.topic, '/', 4)) as sender, g.cause,
  count(*)::int as messages, min(r.received) as first_at, max(r.received) as last_at,
  (array_agg(r.topic order by r.id desc))[1] as topic,
  (array_agg(r.payload order by r.id desc))[1] as payload
from rejected_group as g
join rejected as r on r.group_id = g.id
where g.cause in ('unknown_device', 'probable_swap') and r.replayed_at is null
  and octet_length(r.payload) = r.payload_length
group by 1, 2
order by first_at
limit %(limit)s
