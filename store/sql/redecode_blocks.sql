-- Blocks whose messages are kept and were received from then on, oldest first.
select b.id, (b.received_from at time zone 'UTC')::date as day
from block as b
where b.received_to >= %(since)s
  and exists (select from block_payload as p where p.block = b.id and p.day >= %(since)s::date - 1)
order by b.id
