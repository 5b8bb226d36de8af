-- Note frames that carry no time of their own, each once; waits for whoever is noting the same.
insert into uplink (device, session, counter, payload_hash, epoch, measured_at)
select * from unnest(
  %(device)s::text[], %(session)s::text[], %(counter)s::int8[], %(payload_hash)s::bytea[],
  %(epoch)s::int4[], %(measured_at)s::timestamptz[]
)
on conflict do nothing
