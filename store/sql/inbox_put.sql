-- Put raw messages into the inbox, in their order.
insert into inbox (source, topic, received, payload)
select %(source)s, topic, %(received)s, payload
from unnest(%(topic)s::text[], %(payload)s::bytea[]) with ordinality as r (topic, payload, position)
order by position
