-- What was to hold from a moment on, or later, does not.
delete from fact
where site = %(site)s and kind = %(kind)s and property = %(property)s
  and (%(since)s::timestamptz is null or lower(valid) >= %(since)s)
