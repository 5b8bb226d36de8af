-- requires: timescaledb
-- Drop the raw rows of a month that lie in its archive: whole chunks where one lies in the month,
-- rows where it reaches beyond.

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

-- The caller holds the lock of the month, and has the archive complete on disk. Refuses when the
-- month holds other than so many rows.
create function drop_raw_month(month date, observations bigint, passages bigint) returns void
language plpgsql security definer set search_path = public, pg_catalog as $$
declare
  starts timestamptz := drop_raw_month.month::timestamp at time zone 'UTC';
  ends timestamptz := (drop_raw_month.month + interval '1 month') at time zone 'UTC';
  found_observations bigint;
  found_passages bigint;
begin
  select count(*) into found_observations from observation where time >= starts and time < ends;
  select count(*) into found_passages from passage where time >= starts and time < ends;
  if (found_observations, found_passages) is distinct from (observations, passages) then
    raise exception 'the archive of % holds % readings and % vehicles, the database % and %',
      to_char(starts at time zone 'UTC', 'YYYY-MM'), observations, passages, found_observations,
      found_passages using errcode = 'data_exception';
  end if;
  -- A month has more rows than the bound that protects from unpacking a chunk by mistake.
  perform set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
  create temp table observation_edges on commit drop as select * from raw_edges(starts, ends);
  create temp table passage_edges_kept on commit drop as select * from passage_edges(starts, ends);
  perform drop_chunks('public.observation', older_than => ends, newer_than => starts);
  perform drop_chunks('public.passage', older_than => ends, newer_than => starts);
  delete from observation where time >= starts and time < ends;
  delete from passage where time >= starts and time < ends;
  insert into observation select * from observation_edges;
  insert into passage select * from passage_edges_kept;
end
$$;

-- Nothing stands in the way of a restored month here.
create function open_raw_month(month date) returns void language sql as '';

revoke execute on function drop_raw_month(date, bigint, bigint), open_raw_month(date) from public;
grant execute on function drop_raw_month(date, bigint, bigint), open_raw_month(date)
  to wegwarte_ingest;
