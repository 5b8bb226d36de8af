-- What is stored of channels from blocks, by a first reading or a later one of their messages.
select o.channel, (extract(epoch from o.time) * 1000000)::int8, o.duration_ms, o.result, o.quality,
  o.block, coalesce(b.reads, b.id)
from observation as o join block as b on b.id = o.block
where o.channel = any(%(channels)s::int4[]) and coalesce(b.reads, b.id) = any(%(blocks)s::int8[])
