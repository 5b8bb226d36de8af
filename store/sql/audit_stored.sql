-- Stored readings per source, device and hour, counted where they lie. A corrected reading was
-- stored twice: what it replaced is in `superseded`, and so is what was taken out.
with lies as (
  select channel, block, count(*) as n from observation group by channel, block
  union all
  select channel, block, count(*) from passage group by channel, block
  union all
  select channel, old_block, count(*) from superseded group by channel, old_block
  union all
  select channel, block, count(*) from superseded_passage group by channel, block
), counted as (
  select b.source, c.device, date_trunc('hour', b.received_from) as hour, sum(l.n)::int8 as n
  from lies as l join block as b on b.id = l.block join channel as c on c.id = l.channel
  group by 1, 2, 3
)
select 'stored' as what, source, device, hour, coalesce(l.stored, 0) as ledger,
  coalesce(n.n, 0) as counted
from ledger as l full join counted as n using (source, device, hour)
where coalesce(l.stored, 0) <> coalesce(n.n, 0)
  and (%(device)s::text is null or device = %(device)s)
order by source, device, hour
