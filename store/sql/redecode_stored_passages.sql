-- What is stored of single vehicles from blocks, by a first reading or a later one.
select o.channel, (extract(epoch from o.time) * 1000000)::int8, o.n, o.speed_km_h, o.length_m,
  o.vehicle_class, o.quality, o.block, coalesce(b.reads, b.id)
from passage as o join block as b on b.id = o.block
where o.channel = any(%(channels)s::int4[]) and coalesce(b.reads, b.id) = any(%(blocks)s::int8[])
