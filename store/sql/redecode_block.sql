-- A block for what a second reading of another block's messages changed.
insert into block (source, run, received_from, received_to, messages, readings, reads)
values ('redecode', %(run)s, %(now)s, %(now)s, 0, %(readings)s, %(reads)s)
returning id
