-- Store day states; a row is replaced only when its bytes differ.
insert into day_state (datastream, utc_day, state, speeds, spread, method_version, computed_at)
select datastream, utc_day, state, nullif(speeds, ''), nullif(spread, ''), %(method_version)s, %(now)s
from unnest(
  %(datastream)s::int4[], %(utc_day)s::date[], %(state)s::bytea[], %(speeds)s::bytea[], %(spread)s::bytea[]
) as r (datastream, utc_day, state, speeds, spread)
on conflict (datastream, utc_day) do update
set state = excluded.state, speeds = excluded.speeds, spread = excluded.spread,
  method_version = excluded.method_version, computed_at = excluded.computed_at
where day_state.state <> excluded.state
  or day_state.speeds is distinct from excluded.speeds
  or day_state.spread is distinct from excluded.spread
  or day_state.method_version <> excluded.method_version
returning datastream, utc_day - date '1970-01-01'
