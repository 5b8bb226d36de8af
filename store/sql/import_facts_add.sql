-- Enter capacities that the files say.
insert into fact (site, kind, value, valid, source)
select site, 'capacity', to_jsonb(spaces), tstzrange(since, until), %(source)s
from unnest(
  %(site)s::text[], %(spaces)s::int4[], %(since)s::timestamptz[], %(until)s::timestamptz[]
) as r (site, spaces, since, until)
