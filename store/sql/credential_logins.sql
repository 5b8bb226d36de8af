-- What the brokers are told: the credentials that hold, of devices that are not retired.
select c.id as "user", c.device, h.bcrypt, h.pbkdf2
from device_credential as c
join device as d on d.id = c.device
join device_credential_hash as h on h.credential = c.id
where c.revoked_at is null and (d.retired_at is null or d.retired_at > %(now)s)
order by c.device, c.id
