-- The files of a mapping and their spans; empty ones say nothing about deployments.
select id, scope, lower(span), upper(span) from import_file
where mapping = %(mapping)s and not isempty(span)
order by id
