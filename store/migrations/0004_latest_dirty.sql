-- The newest value of each channel, and what has to be computed again.

create table latest (
  channel int primary key references channel,
  time timestamptz not null,
  duration_ms int,
  result float8,
  quality int2 not null,
  received timestamptz not null
);

-- Append-only: one row per channel and touched UTC day of a batch. `derive` reads ids, computes,
-- and deletes those ids in the transaction that writes, so a mark that arrives meanwhile stays.
create table dirty (
  id bigint generated always as identity primary key,
  channel int, -- raw rows of this channel changed, or
  datastream int, -- something that is applied when reading did
  utc_day date not null,
  cause text not null,
  check (num_nonnulls(channel, datastream) = 1)
);
