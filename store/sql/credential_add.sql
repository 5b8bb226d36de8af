-- Give a device a credential with the next number; its user name is <device>_<number>.
with numbered as (
  select d.id as device, d.id || '_' || (1 + (select count(*) from device_credential as c where c.device = d.id)) as id
  from device as d
  where d.id = %(device)s
  for update
), added as (
  insert into device_credential (id, device, created_at)
  select id, device, %(now)s from numbered
  returning id
), hashed as (
  insert into device_credential_hash (credential, bcrypt, pbkdf2)
  select id, %(bcrypt)s, %(pbkdf2)s from added
)
select id from added
