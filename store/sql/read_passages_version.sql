-- What would change if a page of passages did: how many they are, and the newest block in it.
select count(*), max(page.block)
from (
  select o.block
  from deployment as p
  join passage as o on o.channel = p.channel and p.valid @> o.time
  where p.datastream = %(datastream)s::int4
    and p.valid && tstzrange(%(since)s, %(until)s)
    and o.time >= %(since)s and o.time < %(until)s
    and (%(after)s::timestamptz is null or (o.time, o.n) > (%(after)s, %(after_n)s))
  order by o.time, o.n
  limit %(limit)s
) as page
