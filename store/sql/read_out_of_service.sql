-- When a datastream, or its whole site, was out of service by a person's word.
select d.id as datastream, lower(j.valid) as since, upper(j.valid) as until
from judgement as j
join datastream as d on d.id = j.datastream or d.site = j.site
where d.site = %(site)s and j.kind = 'out_of_service' and j.withdrawn_at is null
order by d.id, since nulls first
