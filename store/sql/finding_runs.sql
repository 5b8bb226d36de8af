-- How far each site is derived and looked at, and the zone of its midnight.
select s.id, s.time_zone, c.through as derived, r.through as looked, r.at
from site as s
join derive_clock as c on c.site = s.id
left join finding_run as r on r.site = s.id
order by s.id
