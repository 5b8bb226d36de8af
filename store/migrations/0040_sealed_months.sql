-- Months whose raw rows lie in an archive, what was refused for them, and since when a number stood.

create table sealed_month (
  month date primary key check (extract(day from month) = 1), -- of UTC
  -- closing: takes no reading, its rows are still here; sealed: they lie in the archive;
  -- restored: they are back, by a person's wish, until a person seals the month again.
  state text not null check (state in ('closing', 'sealed', 'restored')),
  since timestamptz not null,
  archive text, -- its folder, below `archive` in the data folder
  manifest_sha256 bytea,
  observations bigint,
  passages bigint,
  check (state <> 'sealed' or (archive is not null and manifest_sha256 is not null))
);

-- What the archive of a month holds, as the ledger counts it: the audit counts it as stored.
create table archived_count (
  month date not null references sealed_month on delete cascade,
  source text not null,
  device text not null,
  hour timestamptz not null,
  n bigint not null,
  primary key (month, source, device, hour)
);

-- Identities that came for a sealed month. Whether they are late or were known cannot be told
-- without the raw rows; a redelivery counts once.
create table refused_late (
  channel int not null references channel,
  time timestamptz not null,
  first_at timestamptz not null,
  primary key (channel, time)
);

-- Since when the present value stands, from final on; and of an earlier one, since when it stood.
alter table indicator add column since timestamptz;
update indicator set since = computed_at where status = 'final';
alter table indicator_revision add column since timestamptz;
create index indicator_revision_at on indicator_revision (site, indicator, bucket, at);

grant select on sealed_month, archived_count, refused_late
  to wegwarte_ingest, wegwarte_derive, wegwarte_read;
grant insert, update, delete on sealed_month, archived_count, refused_late to wegwarte_ingest;
