-- What was counted by hand at a time and place already.
select id, value, duration_s from manual_observation
where site = %(site)s and property = %(property)s and mode = %(mode)s
  and direction = %(direction)s and place = %(place)s and time = %(time)s
  and withdrawn_at is null
