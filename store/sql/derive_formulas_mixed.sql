-- What is written by another version than all the rest: which versions there are is not known any more.
delete from derive_formula
where method in (
  select f.method from derive_formula as f
  join unnest(%(method)s::text[], %(version)s::int2[]) as r (method, version) on r.method = f.method
  where r.version <> f.version
  order by f.method
  for update of f)
