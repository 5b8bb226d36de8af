-- The capacities of sites as they stand, with who said them.
select id, site, value, lower(valid), upper(valid), source
from fact
where kind = 'capacity' and site = any(%(site)s::text[])
order by site, lower(valid) nulls first
