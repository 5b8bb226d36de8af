-- Who may write through the API, and with what each device proves to the broker who it is.
-- What proves it stands in tables of its own, so that neither the audit nor readers see it.

create table api_key (
  id text primary key check (id ~ '^[0-9a-f]{12}$'),
  name text not null default '',
  scopes text[] not null check (cardinality(scopes) > 0),
  created_at timestamptz not null,
  expires_at timestamptz, -- null: holds until it is revoked
  revoked_at timestamptz
);
create trigger api_key_audit after insert or update or delete on api_key for each row execute function record_change();

-- The secret is random and long, so one round of SHA-256 is enough.
create table api_key_secret (
  api_key text primary key references api_key on delete cascade,
  sha256 bytea not null check (octet_length(sha256) = 32)
);

create table api_key_use (
  api_key text primary key references api_key on delete cascade,
  last_used_at timestamptz not null
);

-- A device may have several at once: the new one is given before the old one is revoked.
create table device_credential (
  id text primary key, -- the user name at the broker: <device>.<number>
  device text not null references device,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index device_credential_of on device_credential (device);
create trigger device_credential_audit after insert or update or delete on device_credential
  for each row execute function record_change();

-- The same secret as each broker wants to read it.
create table device_credential_hash (
  credential text primary key references device_credential on delete cascade,
  bcrypt text not null check (bcrypt like '$2_$%'), -- NATS
  pbkdf2 text not null check (pbkdf2 like '$7$%') -- Mosquitto
);

grant select on api_key, api_key_secret, api_key_use, device_credential to wegwarte_read, wegwarte_registry;
grant insert, update on api_key_use to wegwarte_read, wegwarte_registry;
grant select on api_key, device_credential to wegwarte_ingest, wegwarte_derive;
