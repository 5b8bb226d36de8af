-- Keep rejected messages with their bytes and the sentence that says why.
with kept as (
  insert into rejected (
    group_id, block, topic, received, detail, reading_index, payload, payload_length, payload_sha256
  )
  select %(group_id)s, %(block)s, topic, received, detail, nullif(reading_index, -1), payload,
    payload_length, payload_sha256
  from unnest(
    %(topic)s::text[], %(received)s::timestamptz[], %(detail)s::text[], %(reading_index)s::int4[],
    %(payload)s::bytea[], %(payload_length)s::int4[], %(payload_sha256)s::bytea[]
  ) as r (topic, received, detail, reading_index, payload, payload_length, payload_sha256)
  returning 1
)
update rejected_group set kept = kept + (select count(*) from kept) where id = %(group_id)s
