-- Channels that have a number, of all devices or of those asked for.
select device, name, id, property, hold_max_s
from channel
where %(devices)s::text[] is null or device = any(%(devices)s::text[])
