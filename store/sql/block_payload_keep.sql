-- Keep the batch's messages as they came, for redecoding.
insert into block_payload (day, block, offsets, topics, data)
values (%(day)s, %(block)s, %(offsets)s, %(topics)s, %(data)s)
