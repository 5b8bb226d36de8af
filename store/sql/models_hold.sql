-- Channels of devices of a model, or of one of them, hold a state as long as the model says now.
update channel as c set hold_max_s = said.hold_max_s
from unnest(%(name)s::text[], %(hold_max_s)s::int4[]) as said (name, hold_max_s), device as v
where v.id = c.device and c.name = said.name and c.hold_max_s <> said.hold_max_s
  and v.model = %(model)s and v.id = coalesce(%(device)s, v.id)
