-- What people said of sites and datastreams.
select j.id, coalesce(j.site, d.site) as site, j.datastream, j.kind, j.factor,
  lower(j.valid) as since, upper(j.valid) as until, j.reason, j.who, j.withdrawn_at
from judgement as j
left join datastream as d on d.id = j.datastream
where (j.withdrawn_at is null or %(withdrawn)s::boolean)
  and (%(site)s::text is null or coalesce(j.site, d.site) = %(site)s)
order by j.id
