-- A new site; one that is there stays as it is.
insert into site (
  id, name, kind, time_zone, land, geometry, direction_a, direction_b, attribution, sample
)
values (
  %(id)s, %(name)s, %(kind)s, %(time_zone)s, %(land)s, %(geometry)s, %(direction_a)s,
  %(direction_b)s, %(attribution)s, %(sample)s
)
on conflict (id) do nothing
