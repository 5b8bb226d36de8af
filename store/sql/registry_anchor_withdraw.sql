-- Withdraw the anchor of a moment, or of a number.
update anchor set withdrawn_at = %(now)s
where site = %(site)s and withdrawn_at is null
  and (time = %(at)s::timestamptz or id = %(anchor)s::int8)
