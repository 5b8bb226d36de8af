-- When each quarter hour of some datastreams was whole here: the newest batch any of its readings
-- came in. Imports are left out: their files say nothing of when a number would have been known.
select floor(extract(epoch from o.time + greatest(coalesce(o.duration_ms, 0) - 1, 0)
    * interval '1 millisecond') / 900)::int8 as quarter,
  max(b.received_to) as received
from deployment as d
join observation as o on o.channel = d.channel and d.valid @> o.time
join block as b on b.id = o.block
join run as r on r.id = b.run
where d.datastream = any(%(datastreams)s) and r.kind = 'live'
  and o.time >= %(first)s and o.time < %(end)s
group by 1
