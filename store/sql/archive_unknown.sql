-- Channels that an archive names and the registry does not have.
select r.device, r.channel
from unnest(%(device)s::text[], %(channel)s::text[]) as r (device, channel)
where not exists (
  select from channel as c where c.device = r.device and c.name = r.channel)
