-- What the files of a mapping say about capacities.
select c.site, c.spaces, c.standing, lower(f.span) from import_capacity as c
join import_file as f on f.id = c.file
where f.mapping = %(mapping)s and (c.standing or not isempty(f.span))
order by c.site, c.standing, lower(f.span)
