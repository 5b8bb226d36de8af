-- Every datastream and what it observes.
select id, site, property, direction, mode, role, nominal_interval_s,
  coalesce(speed_class, ''), daylight_only
from datastream order by id
