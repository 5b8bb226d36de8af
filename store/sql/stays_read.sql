-- Stretches of bays that reach into a window, as arrays: begin, end, and what is said of each.
select datastream, array_agg(begin_at order by begin_at), array_agg(end_at order by begin_at),
  array_agg(
    (occupied::int + 2 * arrived::int + 4 * departed::int + 8 * resumed::int)::int2
    order by begin_at
  )
from stay
where datastream = any(%(datastream)s) and begin_at < %(last)s and end_at > %(first)s
group by datastream
