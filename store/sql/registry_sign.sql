-- Say who changes the registry in this transaction, and why.
select set_config('wegwarte.who', %(who)s::text, true), set_config('wegwarte.why', %(why)s::text, true)
