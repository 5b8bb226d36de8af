-- Network servers: where their messages come from, whose they are, and what a frame is known by.

-- Every name by which messages and people know a device; a DevEUI in lower-case hex.
create table device_alias (
  alias text primary key check (length(alias) between 1 and 128),
  device text not null references device,
  kind text not null check (kind in ('dev_eui', 'server_id', 'serial', 'name')),
  since timestamptz not null default now()
);
create index device_alias_of on device_alias (device);
create trigger device_alias_audit after insert or update or delete on device_alias for each row execute function record_change();

-- Models that are not shipped, as their operator wrote them; read like those that are.
create table device_model (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  file text not null, -- TOML
  added_at timestamptz not null default now(),
  retired_at timestamptz
);
create trigger device_model_audit after insert or update or delete on device_model for each row execute function record_change();

-- Vendors' decoders, each by the hash of its text; the newest of a name is the one in use.
create table codec (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  name text not null check (length(name) between 1 and 128),
  source text not null,
  added_at timestamptz not null default now()
);

-- Roads that were added while the program runs; those of the settings file stand beside them.
create table source (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
  kind text not null,
  url text, -- mqtt(s)://user:password@host:port; null: its messages are pushed to us
  ca text, -- PEM: whom we believe; null: the system's authorities
  topics text[] not null default '{}', -- empty: those of its kind
  push_sha256 bytea check (octet_length(push_sha256) = 32), -- of the secret that may push
  storage_url text, -- The Things Stack: where its Storage Integration answers, for backfills
  storage_key text,
  added_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);

-- How each road does, by the ingest that reads it; also of roads from the settings file.
create table source_state (
  source text primary key,
  kind text not null,
  connected_since timestamptz, -- null: not connected, or nothing to connect to
  last_message_at timestamptz,
  messages bigint not null default 0,
  error text, -- in words; null: none since it last connected
  error_at timestamptz,
  backfilled_to timestamptz, -- what the server's storage has is here up to this moment
  updated_at timestamptz not null
);

-- What the radio says of a device: one row each, the newest word on every matter.
create table device_health (
  device text primary key references device,
  heard_at timestamptz,
  session text, -- of the newest frame; which numbers are missing is seen in `uplink`
  counter bigint,
  rssi_dbm real, -- of the gateway that heard the newest frame best
  snr_db real,
  gateways text[] not null default '{}', -- that heard the newest frame, the best one first
  spreading_factor smallint,
  battery_percent real,
  battery_at timestamptz,
  margin_db real,
  margin_at timestamptz,
  joined_at timestamptz,
  told text, -- the network server's own complaint
  told_at timestamptz,
  compared bigint not null default 0, -- frames that the server had decoded too
  differed bigint not null default 0, -- of these, where it read something else than we do
  difference text -- the newest, in words
);

-- Without validation by counter a device may send a number again hours later, with the same bytes:
-- that is another frame. `epoch` tells them apart; nearly always it is 0.
alter table uplink add column epoch int not null default 0;
alter table uplink drop constraint uplink_pkey;
alter table uplink add primary key (device, session, counter, payload_hash, epoch);

-- Of a replay: when its messages came first. What carries no time of its own is measured by that.
alter table inbox add column first_received timestamptz;

grant select on device_alias, device_model, codec, source to wegwarte_ingest;
grant insert on device_alias to wegwarte_ingest; -- names of recordings' and replaced devices
grant select, insert, update, delete on source_state to wegwarte_ingest;
grant select, insert, update on device_health to wegwarte_ingest;
grant select on device_alias, device_model, codec, source_state, device_health
  to wegwarte_derive, wegwarte_read;
-- The API checks who pushes; addresses and credentials are no business of its own.
grant select (name, kind, push_sha256) on source to wegwarte_read;
