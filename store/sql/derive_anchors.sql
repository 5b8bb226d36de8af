-- Known numbers of vehicles in car parks that have not been withdrawn.
select site, (extract(epoch from time) * 1000)::int8, vehicles
from anchor
where withdrawn_at is null
order by site, time
