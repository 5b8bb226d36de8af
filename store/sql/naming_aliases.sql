-- Names by which devices are known, as messages bring them: all, or those asked for.
select alias_key(alias), device
from device_alias
where %(aliases)s::text[] is null or alias_key(alias) = any(%(aliases)s::text[])
