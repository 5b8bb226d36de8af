-- A number that grows with every change of the registry.
select coalesce(max(id), 0) from audit
