-- The number of a datastream by what identifies it.
select id from datastream
where site = %(site)s and property = %(property)s and source_id = %(source_id)s
