-- What arrived: runs, blocks of messages, the ledger, and everything that was set aside.

create table run (
  id int generated always as identity primary key,
  kind text not null check (kind in ('live', 'import', 'backfill', 'redecode')),
  detail jsonb not null default '{}',
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  undone_at timestamptz
);

-- One row a batch, kept: it says of every stored reading by which road and when it came.
create table block (
  id bigint generated always as identity primary key,
  source text not null,
  run int not null references run,
  received_from timestamptz not null,
  received_to timestamptz not null,
  messages int not null,
  readings int not null
);
create index block_run on block (run);

-- The batch's messages as they came, for redecoding; kept message_retention_days.
create table block_payload (
  day date not null,
  block bigint not null,
  encoding text not null default 'zlib',
  offsets bytea not null, -- int32 little-endian ends of each message in the unpacked data
  topics text[] not null,
  data bytea not null,
  primary key (day, block)
) partition by range (day);

-- A frame of a device: gaps in `counter` show what was lost before us. Unique without the time:
-- the first commit fixes `measured_at`; every later copy, by whatever road, uses it.
create table uplink (
  device text not null,
  session text not null, -- LoRaWAN session key id, or the boot of a native device
  counter bigint not null,
  payload_hash bytea not null,
  measured_at timestamptz not null,
  primary key (device, session, counter, payload_hash)
);

-- Per device (unknown senders: '') and hour of first receipt:
-- messages_received = messages_read + messages_rejected
-- readings_read = stored + duplicate + conflict + rejected + erased
create table ledger (
  source text not null,
  device text not null,
  hour timestamptz not null,
  messages_received bigint not null default 0,
  messages_read bigint not null default 0,
  messages_rejected bigint not null default 0,
  readings_read bigint not null default 0,
  stored bigint not null default 0,
  duplicate bigint not null default 0,
  conflict bigint not null default 0,
  rejected bigint not null default 0,
  erased bigint not null default 0,
  primary key (source, device, hour),
  constraint ledger_messages_balance check (messages_received = messages_read + messages_rejected),
  constraint ledger_readings_balance
    check (readings_read = stored + duplicate + conflict + rejected + erased)
);

-- Rejected messages and readings, grouped by cause. A group keeps a bounded number of them.
create table rejected_group (
  id bigint generated always as identity primary key,
  source text not null,
  device text not null default '',
  cause text not null,
  messages bigint not null default 0, -- every one, kept or only counted
  readings bigint not null default 0,
  kept bigint not null default 0,
  first_at timestamptz not null,
  last_at timestamptz not null,
  unique (source, device, cause)
);

create table rejected (
  id bigint generated always as identity primary key,
  group_id bigint not null references rejected_group,
  block bigint, -- null: refused before it came into a block
  topic text not null,
  received timestamptz not null,
  detail text not null, -- a sentence for people
  reading_index int, -- null: the whole message
  payload bytea not null, -- its first payload_kept_bytes when it was too large
  payload_length int not null,
  payload_sha256 bytea not null,
  replayed_at timestamptz
);
create index rejected_of_group on rejected (group_id, id);

-- Another value for an identity that is stored already: the stored one stays until decided.
create table conflict (
  id bigint generated always as identity primary key,
  channel int not null references channel,
  time timestamptz not null,
  duration_ms int,
  result float8,
  quality int2 not null,
  stored_block bigint not null,
  block bigint not null,
  seen bigint not null default 1,
  found_at timestamptz not null,
  decided_at timestamptz,
  decision text check (decision in ('kept', 'accepted')),
  constraint conflict_value unique nulls not distinct (channel, time, duration_ms, result, quality)
);

-- Replaced by an explicit correction: old, new, cause, who, when.
create table superseded (
  id bigint generated always as identity primary key,
  channel int not null references channel,
  time timestamptz not null,
  old_duration_ms int,
  old_result float8,
  old_quality int2 not null,
  old_block bigint not null,
  new_duration_ms int,
  new_result float8,
  new_quality int2 not null,
  new_block bigint not null,
  cause text not null,
  who text not null default session_user,
  at timestamptz not null default now()
);
create index superseded_identity on superseded (channel, time);

-- Raw messages put here in one commit (webhook, replay, redecode, page); ingest reads it.
create table inbox (
  id bigint generated always as identity primary key,
  source text not null,
  topic text not null,
  received timestamptz not null,
  payload bytea not null
);
