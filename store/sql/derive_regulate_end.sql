-- End what was said of the regulated hours at a local date; what began later is dropped.
with zone as (select time_zone from site where id = %(site)s),
begin as (
  select %(from_date)s::date::timestamp at time zone (select time_zone from zone) as at
), dropped as (
  delete from fact
  where site = %(site)s and kind = 'regulated_hours'
    and ((select at from begin) is null or lower(valid) >= (select at from begin))
)
update fact set valid = tstzrange(lower(valid), (select at from begin))
where site = %(site)s and kind = 'regulated_hours' and valid @> (select at from begin)
  and (lower(valid) is null or lower(valid) < (select at from begin))
