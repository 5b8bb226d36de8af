-- Capacity, hours, limits of stays and of speed, what is expected of every site, by validity.
select site, kind, property, value #>> '{}',
  (extract(epoch from greatest(lower(valid), '1900-01-01Z')) * 1000)::int8,
  (extract(epoch from least(upper(valid), '2300-01-01Z')) * 1000)::int8
from fact
where kind in (
  'capacity', 'regulated_hours', 'opening_hours', 'max_stay', 'stay_grace', 'speed_limit',
  'road_capacity', 'lanes', 'expected_least', 'expected_greatest', 'expected_rate'
)
order by site, kind, property, lower(valid) nulls first
