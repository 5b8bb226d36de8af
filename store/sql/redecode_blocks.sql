-- Blocks whose messages are kept and were received from then on, with the day they are kept under.
select p.block, p.day
from block_payload as p join block as b on b.id = p.block
where p.day >= (%(since)s::timestamptz at time zone 'UTC')::date - 1 and b.received_to >= %(since)s
order by p.day, p.block
