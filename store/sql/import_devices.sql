-- Enter the pseudo-devices of recordings; what they say counts from the beginning of time.
insert into device (id, model, name, registered_at, accepted_at)
select id, 'import', name, %(now)s, timestamptz '2000-01-01 00:00Z'
from unnest(%(id)s::text[], %(name)s::text[]) as r (id, name)
order by id
on conflict (id) do nothing
