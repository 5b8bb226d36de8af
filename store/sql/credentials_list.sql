-- Credentials of one device, or of all.
select c.id, c.device, c.created_at, c.revoked_at, d.retired_at
from device_credential as c
join device as d on d.id = c.device
where %(device)s::text is null or c.device = %(device)s
order by c.device, c.created_at, c.id
