-- Stored readings per source, device and hour, counted where they lie. A corrected reading was
-- stored twice: what it replaced is in `superseded`, and so is what was taken out. Of a sealed
-- month the archive holds all rows, those too that have stayed here.
with lies as (
  select channel, block, count(*) as n from observation group by channel, block
  union all
  select channel, block, count(*) from passage group by channel, block
  union all
  select channel, old_block, count(*) from superseded group by channel, old_block
  union all
  select channel, block, count(*) from superseded_passage group by channel, block
  union all
  select l.channel, l.block, -count(*)
  from sealed_month as m
  cross join lateral (
    select channel, block from observation
    where time >= m.month::timestamp at time zone 'UTC'
      and time < (m.month + interval '1 month') at time zone 'UTC'
    union all
    select channel, block from passage
    where time >= m.month::timestamp at time zone 'UTC'
      and time < (m.month + interval '1 month') at time zone 'UTC'
  ) as l
  where m.state = 'sealed'
  group by l.channel, l.block
), counted as (
  select source, device, hour, sum(n)::int8 as n
  from (
    select b.source, c.device, date_trunc('hour', b.received_from) as hour, l.n
    from lies as l join block as b on b.id = l.block join channel as c on c.id = l.channel
    union all
    select source, device, hour, n from archived_count
  ) as every
  group by 1, 2, 3
  having sum(n) <> 0
)
select 'stored' as what, source, device, hour, coalesce(l.stored, 0) as ledger,
  coalesce(n.n, 0) as counted
from ledger as l full join counted as n using (source, device, hour)
where coalesce(l.stored, 0) <> coalesce(n.n, 0)
  and (%(device)s::text is null or device = %(device)s)
order by source, device, hour
