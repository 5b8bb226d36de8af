-- Conflicts per device: every other value is kept once and says how often it was seen. Devices of
-- imports that were undone are left out: undoing forgets the conflicts they had raised.
with counted as (
  select c.device, sum(f.seen)::int8 as n
  from conflict as f join channel as c on c.id = f.channel
  group by 1
), undone as (
  select distinct b.source from block as b join run as r on r.id = b.run
  where r.undone_at is not null
), said as (
  select device, sum(conflict)::int8 as n, bool_or(source in (select source from undone)) as forgotten
  from ledger
  group by 1
)
select 'conflict' as what, '' as source, device, null::timestamptz as hour,
  coalesce(s.n, 0) as ledger, coalesce(c.n, 0) as counted
from said as s full join counted as c using (device)
where coalesce(s.n, 0) <> coalesce(c.n, 0) and not coalesce(s.forgotten, false)
  and (%(device)s::text is null or device = %(device)s)
order by device
