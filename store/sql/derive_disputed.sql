-- Identities in ranges of time for which another value waits for a decision.
select distinct r.n, (extract(epoch from c.time) * 1000000)::int8
from unnest(
  %(channel)s::int4[], %(first)s::timestamptz[], %(last)s::timestamptz[]
) with ordinality as r (channel, first, last, n)
join conflict as c on c.channel = r.channel and c.time >= r.first and c.time < r.last
where c.decided_at is null
