-- How far a fresh installation has come: messages, unknown senders (by topic), sites, first reading.
select
  (select coalesce(sum(messages_read), 0) from ledger)::bigint as messages_read,
  (select coalesce(sum(messages), 0) from rejected_group where cause = 'unknown_device')::bigint as messages_unknown,
  (
    select count(distinct r.topic) from rejected r join rejected_group g on g.id = r.group_id
    where g.cause = 'unknown_device'
  )::int as devices_unknown,
  (select count(*) from site)::int as sites,
  (select min(received) from latest) as first_received
