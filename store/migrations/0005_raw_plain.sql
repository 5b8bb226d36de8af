-- requires: plain
-- Raw rows on plain PostgreSQL: monthly native range partitions.

create table observation (
  channel int not null,
  time timestamptz not null,
  duration_ms int,
  result float8,
  quality int2 not null,
  block bigint not null,
  primary key (channel, time)
) partition by range (time);

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
) partition by range (time);

-- Attach what is missing for one month. `CREATE TABLE … PARTITION OF` would wait for every open
-- writer of the parent; a table of its own that is attached does not. No default partition: it
-- would have to be scanned at every attach.
create function ensure_partition(month date) returns void language plpgsql security definer
set search_path = pg_catalog, public as $$
declare
  starts date := date_trunc('month', month)::date;
  ends date := (date_trunc('month', month) + interval '1 month')::date;
  parent text;
  part text;
begin
  if starts < date '1999-12-01' or starts > date '2200-01-01' then
    raise exception 'no partition for %: outside 2000..2200', starts;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('wegwarte.partition', 0));
  foreach parent in array array['observation', 'passage', 'block_payload'] loop
    part := format('%s_%s', parent, to_char(starts, 'YYYY_MM'));
    if to_regclass('public.' || part) is null then
      execute format('create table public.%I (like public.%I including defaults including constraints including indexes)', part, parent);
      if parent = 'block_payload' then
        execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)', parent, part, starts, ends);
      else
        execute format(
          'alter table public.%I attach partition public.%I for values from (%L) to (%L)',
          parent, part, starts::timestamp at time zone 'UTC', ends::timestamp at time zone 'UTC');
      end if;
    end if;
  end loop;
end
$$;
