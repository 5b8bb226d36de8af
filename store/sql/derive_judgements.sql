-- What people said of datastreams and sites for a time, and have not withdrawn. Of two calibrations
-- the one that began last holds, in whatever order they were said; it comes first.
select coalesce(j.site, d.site), j.datastream, j.kind, j.factor,
  (extract(epoch from greatest(lower(j.valid), '1900-01-01Z')) * 1000)::int8,
  (extract(epoch from least(upper(j.valid), '2300-01-01Z')) * 1000)::int8
from judgement as j
left join datastream as d on d.id = j.datastream
where j.withdrawn_at is null
order by 1, lower(j.valid) desc nulls last, upper(j.valid) nulls last, j.id desc
