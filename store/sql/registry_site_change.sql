-- Change what is given of a site; no row when nothing differs.
update site as s set
  name = n.name, kind = n.kind, time_zone = n.time_zone, land = n.land,
  geometry = n.geometry, direction_a = n.direction_a, direction_b = n.direction_b,
  attribution = n.attribution, public = n.public, remarks = n.remarks
from (
  select coalesce(%(name)s, name) as name, coalesce(%(kind)s, kind) as kind,
    coalesce(%(time_zone)s, time_zone) as time_zone, coalesce(%(land)s, land) as land,
    coalesce(%(geometry)s::jsonb, geometry) as geometry,
    coalesce(%(direction_a)s, direction_a) as direction_a,
    coalesce(%(direction_b)s, direction_b) as direction_b,
    coalesce(%(attribution)s, attribution) as attribution,
    coalesce(%(public)s::boolean, public) as public, coalesce(%(remarks)s, remarks) as remarks
  from site where id = %(site)s
) as n
where s.id = %(site)s
  and (s.name, s.kind, s.time_zone, s.land, s.geometry, s.direction_a, s.direction_b, s.attribution,
    s.public, s.remarks)
  is distinct from (n.name, n.kind, n.time_zone, n.land, n.geometry, n.direction_a, n.direction_b,
    n.attribution, n.public, n.remarks)
