-- Whether this login may do the work of derive.
select pg_has_role('wegwarte_derive', 'member')
