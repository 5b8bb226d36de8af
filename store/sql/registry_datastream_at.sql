-- The datastreams that answer a description in people's words.
select id from datastream
where site = %(site)s and property = %(property)s and direction = %(direction)s
  and role = %(role)s and retired_at is null
  and mode is not distinct from %(mode)s::text
  and bay is not distinct from %(bay)s::text
  and lane is not distinct from %(lane)s::text
order by id
