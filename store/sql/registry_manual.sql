-- What was counted by hand at a site.
select id, property, mode, direction, place, time, duration_s, value, observer, remarks, sheet
from manual_observation
where site = %(site)s and withdrawn_at is null
  and (%(since)s::timestamptz is null or time >= %(since)s)
  and (%(until)s::timestamptz is null or time < %(until)s)
order by time, property, mode, direction, place
limit %(limit)s
