-- Devices by what their network servers call them; of several of one name the newest.
select distinct on (name) name, device
from device_health, unnest(heard_as) as name
order by name, heard_at desc nulls last
