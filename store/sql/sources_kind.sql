-- The kind of a road.
select kind from source where name = %(name)s
