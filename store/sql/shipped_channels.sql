-- Channels of devices in use, and what was said of them when they were first heard.
select v.model, c.device, c.name, c.property
from channel as c
join device as v on v.id = c.device
where v.retired_at is null and (%(device)s::text is null or c.device = %(device)s)
order by v.model, c.name, c.device
