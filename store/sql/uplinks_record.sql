-- Note each frame once; the first commit fixes its measured time.
insert into uplink (device, session, counter, payload_hash, measured_at)
select * from unnest(
  %(device)s::text[], %(session)s::text[], %(counter)s::int8[], %(payload_hash)s::bytea[],
  %(measured_at)s::timestamptz[]
)
on conflict do nothing
