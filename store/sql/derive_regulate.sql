-- Say in which hours parking is regulated, from a local date on.
insert into fact (site, kind, value, valid, source)
select s.id, 'regulated_hours', to_jsonb(%(hours)s::text),
  tstzrange(%(from_date)s::date::timestamp at time zone s.time_zone, null), 'wegwarte close'
from site as s
where s.id = %(site)s
