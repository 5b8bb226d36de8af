-- What people said of datastreams and sites for a time, and have not withdrawn.
select coalesce(j.site, d.site), j.datastream, j.kind, j.factor,
  (extract(epoch from greatest(lower(j.valid), '1900-01-01Z')) * 1000)::int8,
  (extract(epoch from least(upper(j.valid), '2300-01-01Z')) * 1000)::int8
from judgement as j
left join datastream as d on d.id = j.datastream
where j.withdrawn_at is null
order by 1, j.id
