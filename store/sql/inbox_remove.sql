-- Take messages out of the inbox: what was read in them is stored by this transaction.
delete from inbox where id = any(%(ids)s::int8[])
