-- What shipped models said when their devices last followed them: a newer program may say otherwise.
create table shipped_model (
  id text primary key,
  counted jsonb not null, -- what numbers are computed with: heartbeat, and of channels hold and wrap
  followed_at timestamptz not null
);
grant select on shipped_model to wegwarte_ingest, wegwarte_derive, wegwarte_read, wegwarte_registry;

-- How long a state of a channel holds is a change like others: with who, why, before and after.
create trigger channel_audit after update on channel for each row execute function record_change();
