-- Take out the vehicles that blocks of a run had stored; ledger and marks say so.
with blocks as (
  select id from block where run = %(run)s
), gone as (
  delete from passage as p using blocks as b
  where p.block = b.id
    and p.channel = any(%(channel)s::int4[])
  returning p.channel, p.time, p.block
), marked as (
  insert into dirty (channel, utc_day, cause)
  select distinct channel, (time at time zone 'UTC')::date, 'import undo' from gone
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
