-- Change what is given of a datastream; no row when nothing differs.
update datastream as d set
  name = n.name, direction = n.direction, mode = n.mode, lane = n.lane, bay = n.bay, role = n.role,
  nominal_interval_s = n.nominal_interval_s, lat = n.lat, lon = n.lon, remarks = n.remarks
from (
  select coalesce(%(name)s, name) as name, coalesce(%(direction)s, direction) as direction,
    coalesce(%(mode)s, mode) as mode, coalesce(%(lane)s, lane) as lane,
    coalesce(%(bay)s, bay) as bay, coalesce(%(role)s, role) as role,
    coalesce(%(nominal_interval_s)s::int, nominal_interval_s) as nominal_interval_s,
    coalesce(%(lat)s::float8, lat) as lat, coalesce(%(lon)s::float8, lon) as lon,
    coalesce(%(remarks)s, remarks) as remarks
  from datastream where id = %(datastream)s
) as n
where d.id = %(datastream)s
  and (d.name, d.direction, d.mode, d.lane, d.bay, d.role, d.nominal_interval_s, d.lat, d.lon,
    d.remarks)
  is distinct from (n.name, n.direction, n.mode, n.lane, n.bay, n.role, n.nominal_interval_s,
    n.lat, n.lon, n.remarks)
