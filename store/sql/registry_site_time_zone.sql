-- The zone of a site before it is changed.
select time_zone from site where id = %(site)s
