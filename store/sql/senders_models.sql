-- Devices with their models, and from when on they speak no more: all, or those asked for.
select id, model, retired_at
from device
where %(devices)s::text[] is null or id = any(%(devices)s::text[])
