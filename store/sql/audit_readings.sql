-- Readings per source and hour that were not rejected, by their blocks.
with counted as (
  select b.source, date_trunc('hour', b.received_from) as hour, sum(b.readings)::int8 as n
  from block as b join run as r on r.id = b.run
  where r.kind <> 'import'
  group by 1, 2
), said as (
  select source, hour, sum(readings_read - rejected)::int8 as n
  from ledger
  where source in (select source from counted) or source not like 'import:%%'
  group by 1, 2
)
select 'readings_read' as what, source, '' as device, hour, coalesce(s.n, 0) as ledger,
  coalesce(c.n, 0) as counted
from said as s full join counted as c using (source, hour)
where coalesce(s.n, 0) <> coalesce(c.n, 0) and %(device)s::text is null
order by source, hour
