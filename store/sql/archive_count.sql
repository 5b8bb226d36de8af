-- Keep what the ledger counts of a month whose rows go.
insert into archived_count (month, source, device, hour, n)
select %(month)s, b.source, c.device, date_trunc('hour', b.received_from), count(*)
from (
  select channel, block from observation where time >= %(first)s and time < %(last)s
  union all
  select channel, block from passage where time >= %(first)s and time < %(last)s
) as l
join block as b on b.id = l.block
join channel as c on c.id = l.channel
group by 2, 3, 4
