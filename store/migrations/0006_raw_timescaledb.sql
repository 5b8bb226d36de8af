-- requires: timescaledb
-- Raw rows on TimescaleDB: hypertables with columnstore compression; chunks make themselves.

create table observation (
  channel int not null,
  time timestamptz not null,
  duration_ms int,
  result float8,
  quality int2 not null,
  block bigint not null,
  primary key (channel, time)
);
select create_hypertable('observation', 'time', chunk_time_interval => interval '7 days', create_default_indexes => false);
alter table observation set (
  timescaledb.compress, timescaledb.compress_segmentby = 'channel', timescaledb.compress_orderby = 'time'
);
select add_compression_policy('observation', interval '30 days');

create table passage (
  channel int not null,
  time timestamptz not null,
  n int not null,
  speed_km_h real,
  length_m real,
  vehicle_class int2,
  quality int2 not null,
  block bigint not null,
  primary key (channel, time, n)
);
select create_hypertable('passage', 'time', chunk_time_interval => interval '7 days', create_default_indexes => false);
alter table passage set (
  timescaledb.compress, timescaledb.compress_segmentby = 'channel', timescaledb.compress_orderby = 'time, n'
);
select add_compression_policy('passage', interval '30 days');

-- Hypertables make their own chunks; only the messages are partitioned by hand, as on plain PostgreSQL.
create function ensure_partition(month date) returns void language plpgsql security definer
set search_path = pg_catalog, public as $$
declare
  starts date := date_trunc('month', month)::date;
  ends date := (date_trunc('month', month) + interval '1 month')::date;
  part text := format('block_payload_%s', to_char(starts, 'YYYY_MM'));
begin
  if starts < date '1999-12-01' or starts > date '2200-01-01' then
    raise exception 'no partition for %: outside 2000..2200', starts;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('wegwarte.partition', 0));
  if to_regclass('public.' || part) is null then
    execute format('create table public.%I (like public.block_payload including defaults including constraints including indexes)', part);
    execute format('alter table public.block_payload attach partition public.%I for values from (%L) to (%L)', part, starts, ends);
  end if;
end
$$;
