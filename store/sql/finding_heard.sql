-- In which hours devices were heard since a moment, how much came, how much of it again; until when
-- each is in service.
select l.device, extract(epoch from l.hour)::int8 / 3600 as hour,
  sum(l.readings_read)::int8 as readings, sum(l.duplicate)::int8 as repeated,
  (extract(epoch from v.out_of_service_at) * 1000)::int8 as ended_ms
from ledger as l
join device as v on v.id = l.device
where l.device = any(%(device)s) and l.hour >= %(since)s and l.messages_received > 0
group by l.device, l.hour, v.out_of_service_at
order by l.device, l.hour
