-- How many vehicles were in a car park at a moment; no row where nobody parks.
insert into anchor (site, time, vehicles, remarks)
select id, %(at)s, %(vehicles)s, %(remarks)s
from site where id = %(site)s and kind in ('car_park', 'parking_zone')
returning id
