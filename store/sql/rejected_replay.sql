-- Put rejected messages back, whole, once each, and mark them; of those over the limit only the
-- first bytes are left, they stay where they are.
with chosen as (
  select r.id, r.topic, r.payload, r.payload_sha256
  from rejected as r join rejected_group as g on g.id = r.group_id
  where r.replayed_at is null
    and octet_length(r.payload) = r.payload_length
    and (%(cause)s::text is null or g.cause = %(cause)s)
    and (%(device)s::text is null or g.device = %(device)s
      or split_part(r.topic, '/', 4) = %(device)s)
  for update of r
), messages as (
  select distinct on (topic, payload_sha256) id, topic, payload
  from chosen
  order by topic, payload_sha256, id
), put as (
  insert into inbox (source, topic, received, payload)
  select 'replay', topic, %(now)s, payload from messages order by id
  returning 1
), marked as (
  update rejected set replayed_at = %(now)s where id in (select id from chosen)
)
select count(*) from put
