-- Mark the days of a site's states that local dates touch; a closure may reach into the next day.
insert into dirty (datastream, utc_day, cause)
select s.datastream, s.utc_day, %(cause)s
from day_state as s
join datastream as d on d.id = s.datastream
where d.site = %(site)s
  and (%(from_date)s::date is null or s.utc_day >= %(from_date)s::date - 1)
  and (%(to_date)s::date is null or s.utc_day <= %(to_date)s::date + 1)
