-- Devices that may speak, with their models: all, or those asked for.
select id, model
from device
where retired_at is null and (%(devices)s::text[] is null or id = any(%(devices)s::text[]))
