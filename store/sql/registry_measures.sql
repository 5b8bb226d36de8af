-- Measures of sites and groups.
select id, site, site_group, name, from_date, to_date, remarks, withdrawn_at
from measure
where withdrawn_at is null or %(withdrawn)s::boolean
order by from_date, id
