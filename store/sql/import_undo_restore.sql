-- Put back what corrections of a run had replaced, if its value still stands there.
with blocks as (
  select id from block where run = %(run)s
), undone as (
  delete from superseded as s using blocks as b
  where s.new_block = b.id
  returning s.channel, s.time, s.old_duration_ms, s.old_result, s.old_quality, s.old_block, s.new_block
), back as (
  update observation as o
  set duration_ms = u.old_duration_ms, result = u.old_result, quality = u.old_quality,
    block = u.old_block
  from undone as u
  where o.channel = u.channel and o.time = u.time and o.block = u.new_block
  returning o.channel, o.time, o.duration_ms, u.new_block
), marked as (
  insert into dirty (channel, utc_day, cause)
  select distinct channel, (day at time zone 'UTC')::date, 'import undo'
  from back, generate_series(
    date_trunc('day', time), time + coalesce(duration_ms, 0) * interval '1 ms', interval '1 day'
  ) as day
), counted as (
  update ledger as l set stored = l.stored - n.n, erased = l.erased + n.n
  from (
    select b.source, c.device, date_trunc('hour', b.received_from) as hour, count(*) as n
    from back join block as b on b.id = back.new_block join channel as c on c.id = back.channel
    group by 1, 2, 3
  ) as n
  where l.source = n.source and l.device = n.device and l.hour = n.hour
)
select count(*) from back
