-- What is said holds for a time.
insert into fact (site, kind, property, value, valid, source, said)
select site, kind, property, value, tstzrange(%(since)s, %(until)s), source, id
from fact_said where id = %(said)s
