-- requires: plain
-- Drop the raw rows of a month that lie in its archive: one partition each of observation, passage.

-- The rows at the edges of a sealed month stay: the days beside it are computed from them too (a
-- state that holds past midnight, a counter's last reading, an interval that reaches over).
create function raw_edges(starts timestamptz, ends timestamptz) returns setof observation
language sql stable set search_path = pg_catalog, public as $$
  with known as (
    select channel,
      min(time) filter (where result is not null and quality <> 4) as first,
      coalesce(max(time) filter (where result is not null and quality <> 4), max(time)) as last
    from observation where time >= starts and time < ends group by channel
  )
  select o.* from observation as o join known as k using (channel)
  where o.time >= starts and o.time < ends and (
    o.time < starts + interval '1 hour' or o.time <= k.first
    or o.time >= k.last or o.time >= ends - interval '3 hours'
    or (o.duration_ms > 3600000 and o.time >= ends - interval '26 days'))
$$;
create function passage_edges(starts timestamptz, ends timestamptz) returns setof passage
language sql stable set search_path = pg_catalog, public as $$
  with known as (
    select channel, max(time) as last from passage
    where time >= starts and time < ends group by channel
  )
  select p.* from passage as p join known as k using (channel)
  where p.time >= starts and p.time < ends
    and (p.time >= k.last or p.time >= ends - interval '3 hours')
$$;

-- What stayed of a sealed month is not changed, whoever forgets to ask; a restore says that it is one.
create function refuse_sealed() returns trigger language plpgsql
set search_path = pg_catalog, public as $$
begin
  if current_setting('wegwarte.restoring', true) is distinct from 'on' then
    raise exception 'the month of % is archived: wegwarte archive restore %',
      to_char(coalesce(new.time, old.time) at time zone 'UTC', 'YYYY-MM-DD'),
      to_char(coalesce(new.time, old.time) at time zone 'UTC', 'YYYY-MM')
      using errcode = 'check_violation';
  end if;
  return coalesce(new, old);
end
$$;

-- The caller holds the lock of the month, and has the archive complete on disk. Refuses when the
-- month holds other than so many rows.
create function drop_raw_month(month date, observations bigint, passages bigint) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  starts timestamptz := drop_raw_month.month::timestamp at time zone 'UTC';
  ends timestamptz := (drop_raw_month.month + interval '1 month') at time zone 'UTC';
  found_observations bigint;
  found_passages bigint;
  parent text;
  part text;
begin
  select count(*) into found_observations from observation where time >= starts and time < ends;
  select count(*) into found_passages from passage where time >= starts and time < ends;
  if (found_observations, found_passages) is distinct from (observations, passages) then
    raise exception 'the archive of % holds % readings and % vehicles, the database % and %',
      to_char(starts at time zone 'UTC', 'YYYY-MM'), observations, passages, found_observations,
      found_passages using errcode = 'data_exception';
  end if;
  perform ensure_partition(drop_raw_month.month);
  foreach parent in array array['observation', 'passage'] loop
    part := format('%s_%s', parent, to_char(drop_raw_month.month, 'YYYY_MM'));
    execute format('create table public.%I (like public.%I including defaults including constraints including indexes)', part || '_edges', parent);
    execute format('insert into public.%I select * from public.%I($1, $2)', part || '_edges',
      case parent when 'observation' then 'raw_edges' else 'passage_edges' end)
      using starts, ends;
    execute format('drop table public.%I', part);
    execute format('alter table public.%I rename to %I', part || '_edges', part);
    execute format('create trigger sealed before insert or update or delete on public.%I for each row execute function public.refuse_sealed()', part);
    execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)',
      parent, part, starts, ends);
  end loop;
end
$$;

-- Let a restored month be written again.
create function open_raw_month(month date) returns void language plpgsql security definer
set search_path = pg_catalog, public as $$
declare
  parent text;
begin
  foreach parent in array array['observation', 'passage'] loop
    execute format('drop trigger if exists sealed on public.%I',
      format('%s_%s', parent, to_char(month, 'YYYY_MM')));
  end loop;
end
$$;

revoke execute on function drop_raw_month(date, bigint, bigint), open_raw_month(date) from public;
grant execute on function drop_raw_month(date, bigint, bigint), open_raw_month(date)
  to wegwarte_ingest;
