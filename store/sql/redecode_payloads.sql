-- The messages of blocks, packed as they were kept.
select p.block, b.source, b.received_from, b.received_to, p.encoding, p.offsets, p.topics, p.data
from block_payload as p join block as b on b.id = p.block
where p.block = any(%(blocks)s::int8[]) and p.day between %(first)s and %(last)s
order by p.block
