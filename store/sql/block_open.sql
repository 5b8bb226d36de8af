-- One row a batch: by which road and when its readings came.
insert into block (source, run, received_from, received_to, messages, readings)
values (%(source)s, %(run)s, %(received_from)s, %(received_to)s, %(messages)s, %(readings)s)
returning id
