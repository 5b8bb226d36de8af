-- Capacity, regulated hours, limits of stays and of speed of every site, by validity.
select site, kind, value #>> '{}',
  (extract(epoch from greatest(lower(valid), '1900-01-01Z')) * 1000)::int8,
  (extract(epoch from least(upper(valid), '2300-01-01Z')) * 1000)::int8
from fact
where kind in (
  'capacity', 'regulated_hours', 'opening_hours', 'max_stay', 'stay_grace', 'speed_limit',
  'road_capacity'
)
order by site, kind, lower(valid) nulls first
