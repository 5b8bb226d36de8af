-- A new datastream of a site; one that is there stays as it is.
insert into datastream (
  site, property, source_id, direction, mode, lane, bay, role, name, nominal_interval_s
) values (
  %(site)s, %(property)s, %(source_id)s, %(direction)s, %(mode)s, %(lane)s, %(bay)s, %(role)s,
  %(name)s, %(nominal_interval_s)s
)
on conflict (site, property, source_id) do nothing
