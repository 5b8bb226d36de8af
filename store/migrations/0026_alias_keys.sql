-- Names are compared as messages bring them: in lower case, addresses (MAC, EUI) without separators.

create function alias_key(alias text) returns text language sql immutable parallel safe as $$
  select case when bare ~ '^([0-9a-f]{12}|[0-9a-f]{16})$' then bare else lower(alias) end
  from (select regexp_replace(lower(alias), '[:[:space:]-]', '', 'g') as bare) as written
$$;
create index device_alias_key on device_alias (alias_key(alias));
