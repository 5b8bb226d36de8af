-- Names by which devices that may speak are known, as messages bring them: all, or those asked for.
select alias_key(a.alias), a.device
from device_alias as a join device as d on d.id = a.device
where d.retired_at is null and (%(aliases)s::text[] is null or alias_key(a.alias) = any(%(aliases)s::text[]))
