-- Devices that speak to our broker themselves and have no credential that holds.
select d.id
from device as d
where d.model <> 'import'
  and (d.retired_at is null or d.retired_at > %(now)s)
  and not exists (select from device_alias as a where a.device = d.id and a.kind = 'dev_eui')
  and not exists (select from device_credential as c where c.device = d.id and c.revoked_at is null)
order by d.id
