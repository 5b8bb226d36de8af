-- What would change if a page of readings did: how many they are, and the newest block in it.
select count(*), max(page.block)
from (
  select o.block
  from deployment as p
  join observation as o on o.channel = p.channel and p.valid @> o.time
  where p.datastream = %(datastream)s::int4
    and p.valid && tstzrange(%(since)s, %(until)s)
    and o.time >= %(since)s and o.time < %(until)s
    and (%(after)s::timestamptz is null or o.time > %(after)s)
  order by o.time
  limit %(limit)s
) as page
