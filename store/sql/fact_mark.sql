-- Mark the days of a site's states that a span of time touches; hours may reach over midnight.
insert into dirty (datastream, utc_day, cause)
select s.datastream, s.utc_day, %(cause)s
from day_state as s
join datastream as d on d.id = s.datastream
where d.site = %(site)s
  and (%(since)s::timestamptz is null
    or s.utc_day >= (%(since)s::timestamptz at time zone 'UTC')::date - %(beyond_days)s::int)
  and (%(until)s::timestamptz is null
    or s.utc_day <= ((%(until)s::timestamptz - interval '1 us') at time zone 'UTC')::date
      + %(beyond_days)s::int)
