-- Say that what this transaction writes into a sealed month comes from its archive.
select set_config('wegwarte.restoring', 'on', true)
