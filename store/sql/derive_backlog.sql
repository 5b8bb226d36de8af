-- The next marks of a pass as arrays, oldest first; causes as places in a list of them.
with page as (
  select id, channel, datastream, utc_day, cause
  from dirty
  where id > %(after)s and id <= %(upto)s
  order by id
  limit %(marks_max)s
), words as (
  select array_agg(distinct cause) as causes from page
)
select w.causes, array_agg(p.id), array_agg(coalesce(p.channel, 0)),
  array_agg(coalesce(p.datastream, 0)), array_agg(p.utc_day - date '1970-01-01'),
  array_agg(array_position(w.causes, p.cause))
from page as p cross join words as w
group by w.causes
