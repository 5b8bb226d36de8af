-- The readings of a month, each with the identity of its channel and its run, as CSV.
copy (
  select c.device, c.name as channel, o.time, o.duration_ms, o.result, o.quality, b.run, o.block
  from observation as o
  join channel as c on c.id = o.channel
  left join block as b on b.id = o.block
  where o.time >= %(first)s::timestamptz and o.time < %(last)s::timestamptz
  order by o.channel, o.time
) to stdout with (format csv, header)
