-- Store stretches of bays; a row is replaced only when it differs, and of a sealed month never.
with removed as (
  select datastream, begin_at,
    array_agg(at order by at) filter (where kind = 0) as merged,
    array_agg(at order by at) filter (where kind = 1) as dropped
  from unnest(
    %(removed_of)s::int4[], %(removed_in)s::timestamptz[], %(removed)s::timestamptz[],
    %(removed_kind)s::int2[]
  ) as r (datastream, begin_at, at, kind)
  group by datastream, begin_at
)
insert into stay (
  datastream, begin_at, end_at, occupied, arrived, departed, resumed, merged, dropped,
  method_version, computed_at
)
select datastream, begin_at, end_at, said & 1 > 0, said & 2 > 0, said & 4 > 0, said & 8 > 0,
  coalesce(merged, '{}'), coalesce(dropped, '{}'), %(method_version)s, %(now)s
from unnest(%(datastream)s::int4[], %(begin)s::timestamptz[], %(end)s::timestamptz[], %(said)s::int2[])
  as r (datastream, begin_at, end_at, said)
left join removed using (datastream, begin_at)
where not exists (
  select from sealed_month as m where m.state = 'sealed'
    and m.month = date_trunc('month', begin_at at time zone 'UTC')::date
)
on conflict (datastream, begin_at) do update
set end_at = excluded.end_at, occupied = excluded.occupied, arrived = excluded.arrived,
  departed = excluded.departed, resumed = excluded.resumed, merged = excluded.merged,
  dropped = excluded.dropped, method_version = excluded.method_version,
  computed_at = excluded.computed_at
where (stay.end_at, stay.occupied, stay.arrived, stay.departed, stay.resumed, stay.merged,
    stay.dropped, stay.method_version)
  is distinct from (excluded.end_at, excluded.occupied, excluded.arrived, excluded.departed,
    excluded.resumed, excluded.merged, excluded.dropped, excluded.method_version)
