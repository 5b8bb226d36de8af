-- What devices of a model, or one of them, answer for, and when: what a change of the model may change.
select p.datastream, p.channel, lower(p.valid) as since, upper(p.valid) as until
from deployment as p
join channel as c on c.id = p.channel
join device as v on v.id = c.device
where v.model = %(model)s and v.id = coalesce(%(device)s, v.id)
order by p.id
