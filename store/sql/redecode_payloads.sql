-- The messages of blocks of a day, packed as they were kept.
select p.block, b.source, b.received_from, b.received_to, p.encoding, p.offsets, p.topics, p.data
from block_payload as p join block as b on b.id = p.block
where p.day = %(day)s and p.block = any(%(blocks)s::int8[])
order by p.block
