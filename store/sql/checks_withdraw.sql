-- Withdraw one check of a site, or what was seen at a place and moment before it is entered again.
update spot_check set withdrawn_at = %(now)s
where site = %(site)s and withdrawn_at is null
  and (
    id = %(check)s
    or (%(check)s::bigint is null and time = %(time)s and datastream is not distinct from %(datastream)s)
  )
