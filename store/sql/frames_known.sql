-- What is known of frames: every time that one of these numbers came with these bytes.
select f.position, u.epoch, (extract(epoch from u.measured_at) * 1000000)::int8 as measured_us
from unnest(
  %(device)s::text[], %(session)s::text[], %(counter)s::int8[], %(payload_hash)s::bytea[]
) with ordinality as f (device, session, counter, payload_hash, position)
join uplink as u using (device, session, counter, payload_hash)
