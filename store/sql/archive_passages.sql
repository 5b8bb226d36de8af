-- The vehicles of a month, each with the identity of its channel and its run, as CSV.
copy (
  select c.device, c.name as channel, p.time, p.n, p.speed_km_h, p.length_m, p.vehicle_class,
    p.quality, b.run, p.block
  from passage as p
  join channel as c on c.id = p.channel
  left join block as b on b.id = p.block
  where p.time >= %(first)s::timestamptz and p.time < %(last)s::timestamptz
  order by p.channel, p.time, p.n
) to stdout with (format csv, header)
