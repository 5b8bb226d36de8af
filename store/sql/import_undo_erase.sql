-- Take out the readings that blocks of a run had stored; ledger and marks say so.
with blocks as (
  select id from block where run = %(run)s
), gone as (
  delete from observation as o using blocks as b
  where o.block = b.id
    and o.channel = any(%(channel)s::int4[])
  returning o.channel, o.time, o.duration_ms, o.block
), marked as (
  insert into dirty (channel, utc_day, cause)
  select distinct channel, (day at time zone 'UTC')::date, 'import undo'
  from gone, generate_series(
    date_trunc('day', time), time + coalesce(duration_ms, 0) * interval '1 ms', interval '1 day'
  ) as day
), counted as (
  update ledger as l set stored = l.stored - n.n, erased = l.erased + n.n
  from (
    select b.source, c.device, date_trunc('hour', b.received_from) as hour, count(*) as n
    from gone join block as b on b.id = gone.block join channel as c on c.id = gone.channel
    group by 1, 2, 3
  ) as n
  where l.source = n.source and l.device = n.device and l.hour = n.hour
)
select count(*) from gone
