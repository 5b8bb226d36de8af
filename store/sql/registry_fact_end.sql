-- What holds at a moment ends there.
update fact set valid = tstzrange(lower(valid), %(since)s)
where site = %(site)s and kind = %(kind)s and property = %(property)s
  and valid @> %(since)s::timestamptz
