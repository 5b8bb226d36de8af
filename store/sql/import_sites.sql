-- Enter sites that are not known; what a person said of the others stays. Those that name no
-- publisher get theirs: its licence asks for it.
with wanted as (
  select * from unnest(
    %(id)s::text[], %(alias)s::text[], %(name)s::text[], %(kind)s::text[], %(time_zone)s::text[],
    %(direction_a)s::text[], %(direction_b)s::text[], %(longitude)s::float8[],
    %(latitude)s::float8[], %(attribution)s::text[]
  ) as r (id, alias, name, kind, time_zone, direction_a, direction_b, longitude, latitude, attribution)
), made as (
  insert into site (
    id, name, kind, time_zone, geometry, direction_a, direction_b, attribution, sample
  )
  select
    id, name, kind, time_zone,
    case when longitude is not null then
      jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(longitude, latitude))
    end,
    nullif(direction_a, ''), nullif(direction_b, ''), nullif(attribution, ''), %(sample)s
  from wanted order by id
  on conflict (id) do nothing
  returning id
), attributed as (
  update site s set attribution = w.attribution
  from wanted w
  where s.id = w.id and s.attribution is null and w.attribution <> ''
)
insert into site_alias (alias, site)
select alias, id from wanted join made using (id) where alias <> id
on conflict (alias) do nothing
