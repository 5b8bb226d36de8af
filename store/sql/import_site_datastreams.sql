-- The datastreams of sites whose capacity changed.
select site, id from datastream where site = any(%(site)s::text[]) order by id
