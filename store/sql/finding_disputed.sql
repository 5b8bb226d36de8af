-- By datastream and UTC day: other values for stored times that nobody has decided about.
select p.datastream, count(*) as count,
  (extract(epoch from min(x.time)) * 1000)::int8 as begin_ms,
  (extract(epoch from max(x.time + coalesce(x.duration_ms, 0) * interval '1 millisecond')) * 1000)::int8
    as end_ms,
  (extract(epoch from max(x.found_at)) * 1000)::int8 as known_ms
from conflict as x
join deployment as p on p.channel = x.channel and p.valid @> x.time
where p.datastream = any(%(datastream)s::int4[]) and x.time >= %(since)s and x.decided_at is null
group by p.datastream, date_trunc('day', x.time, 'UTC')
order by p.datastream, begin_ms
