-- The next marks of a pass, oldest first.
select id, channel, datastream, utc_day - date '1970-01-01', cause
from dirty
where id > %(after)s and id <= %(upto)s
order by id
limit %(marks_max)s
