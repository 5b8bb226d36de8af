-- What the tests of data quality have found, and what people have decided about it.

create table finding (
  id text primary key, -- made of test, datastream and start: the same fault is the same row
  site text not null references site on delete cascade,
  datastream int not null references datastream on delete cascade,
  test text not null,
  flag int2 not null check (flag in (1, 2, 3, 4, 9)), -- QARTOD; 1: explained, not doubted
  begin_at timestamptz not null,
  end_at timestamptz not null,
  known_at timestamptz not null, -- up to when data was needed to find it
  evidence jsonb not null default '{}',
  message_de text not null,
  message_en text not null,
  -- confirmed: a fault, its time is anomalous; real: it happened, its time is atypical;
  -- dismissed: nothing is wrong; gone: not found any more, before anybody decided.
  state text not null default 'open' check (state in ('open', 'confirmed', 'real', 'dismissed', 'gone')),
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  decided_why text,
  judgement bigint references judgement, -- the mark that the decision made
  check (end_at > begin_at),
  check ((state in ('confirmed', 'real', 'dismissed')) <= (decided_at is not null))
);
create index finding_at on finding (site, begin_at, id);
create index finding_of on finding (datastream, test);
-- Decisions and what came back or went; how far a fault has grown meanwhile is no change.
create trigger finding_audit after update on finding
  for each row when (old.state is distinct from new.state) execute function record_change();

-- Up to when each site was looked at, and when.
create table finding_run (
  site text primary key references site on delete cascade,
  through timestamptz not null,
  at timestamptz not null
);

grant select on finding, finding_run
  to wegwarte_ingest, wegwarte_derive, wegwarte_read, wegwarte_registry;
grant insert, update on finding, finding_run to wegwarte_derive;
grant update on finding to wegwarte_registry;
