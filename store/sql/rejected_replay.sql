-- Put rejected messages back, whole, once each, and mark them; of those over the limit only the
-- first bytes are left, they stay where they are. What was put back no longer counts as kept: if
-- its cause is not mended it comes again, and must find room. Of earlier replays no bytes are kept.
with chosen as (
  select r.id, r.group_id, r.topic, r.received, r.payload, r.payload_sha256
  from rejected as r join rejected_group as g on g.id = r.group_id
  where r.replayed_at is null
    and octet_length(r.payload) = r.payload_length
    and (%(cause)s::text is null or g.cause = %(cause)s)
    and (%(since)s::timestamptz is null or r.received >= %(since)s)
    and (%(device)s::text is null or g.device = %(device)s
      or g.device in (select device from device_alias where alias_key(alias) = alias_key(%(device)s))
      or g.device in (select alias_key(alias) from device_alias where device = %(device)s)
      or split_part(r.topic, '/', 4) = %(device)s)
  for update of r
), messages as (
  select distinct on (topic, payload_sha256) id, topic, payload, received
  from chosen
  order by topic, payload_sha256, id
), put as (
  insert into inbox (source, topic, received, payload, first_received)
  select %(source)s, topic, %(now)s, payload, received from messages order by id
  returning 1
), marked as (
  update rejected set replayed_at = %(now)s where id in (select id from chosen)
), freed as (
  update rejected_group as g set kept = g.kept - c.n
  from (select group_id, count(*) as n from chosen group by group_id) as c
  where g.id = c.group_id
), emptied as (
  update rejected set payload = ''
  where replayed_at is not null and payload <> '' and group_id in (select group_id from chosen)
)
select count(*) from put
