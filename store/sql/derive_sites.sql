-- Every site and its zone; longitude and latitude where it is a point.
select id, time_zone, land,
  case when geometry ->> 'type' = 'Point' then (geometry -> 'coordinates' ->> 0)::float8 end,
  case when geometry ->> 'type' = 'Point' then (geometry -> 'coordinates' ->> 1)::float8 end
from site order by id
