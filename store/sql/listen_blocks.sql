-- Blocks of today and yesterday whose messages were kept after one of them.
select block, day from block_payload
where day >= %(day)s::date - 1 and block > %(after)s
order by block
limit %(limit)s
