-- A number that a person has counted.
insert into manual_observation (
  site, property, mode, direction, place, time, duration_s, value, observer, remarks, sheet
) values (
  %(site)s, %(property)s, %(mode)s, %(direction)s, %(place)s, %(time)s, %(duration_s)s, %(value)s,
  %(observer)s, %(remarks)s, %(sheet)s
)
