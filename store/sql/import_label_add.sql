-- Give labels that are met for the first time their datastreams; one that is there is used as it is.
with wanted as (
  select * from unnest(
    %(channel)s::int4[], %(site)s::text[], %(property)s::text[], %(direction)s::text[],
    %(mode)s::text[], %(role)s::text[], %(source_id)s::text[], %(name)s::text[],
    %(nominal_interval_s)s::int4[], %(bay)s::text[], %(speed_class)s::text[],
    %(daylight_only)s::bool[]
  ) as r (
    channel, site, property, direction, mode, role, source_id, name, nominal_interval_s, bay,
    speed_class, daylight_only
  )
), made as (
  insert into datastream (
    site, property, direction, mode, role, source_id, name, nominal_interval_s, bay, speed_class,
    daylight_only
  )
  select site, property, direction, nullif(mode, ''), role, source_id, name,
    nullif(nominal_interval_s, 0), nullif(bay, ''), nullif(speed_class, ''), daylight_only
  from wanted order by channel
  on conflict (site, property, source_id) do nothing
  returning id, site, property, source_id
), present as (
  select id, site, property, source_id from made
  union
  select d.id, d.site, d.property, d.source_id
  from datastream as d join wanted as w using (site, property, source_id)
)
insert into import_label (channel, direction, mode, role, mapping, datastream)
select w.channel, w.direction, w.mode, w.role, %(mapping)s, p.id
from wanted as w join present as p using (site, property, source_id)
on conflict do nothing
returning channel, direction, mode, role, datastream
