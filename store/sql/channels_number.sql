-- Number channels on first sight, and return the number of each that was asked for.
with wanted as (
  select * from unnest(
    %(device)s::text[], %(name)s::text[], %(property)s::text[], %(hold_max_s)s::int4[]
  ) as r (device, name, property, hold_max_s)
), made as (
  insert into channel (device, name, property, hold_max_s)
  select device, name, property, hold_max_s from wanted order by device, name
  on conflict (device, name) do nothing
  returning device, name, id
)
select device, name, id from made
union all
select c.device, c.name, c.id from channel as c join wanted using (device, name)
