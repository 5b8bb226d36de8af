-- How many vehicles were in a car park at a moment.
insert into anchor (site, time, vehicles, remarks)
values (%(site)s, %(at)s, %(vehicles)s, %(remarks)s)
returning id
