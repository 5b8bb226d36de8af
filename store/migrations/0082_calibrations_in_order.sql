-- Of two calibrations of one time the one that began last holds, no longer the one said first: what
-- was derived of such times is derived again.
with calibrated as (
  select j.id, j.valid, j.factor, d.id as datastream
  from judgement as j
  join datastream as d on d.id = j.datastream or d.site = j.site
  where j.kind = 'calibrated' and j.withdrawn_at is null
), twice as (
  select a.datastream, a.valid * b.valid as valid
  from calibrated as a
  join calibrated as b on b.datastream = a.datastream and b.id > a.id and b.valid && a.valid
  where a.factor <> b.factor
)
insert into dirty (datastream, utc_day, cause)
select distinct s.datastream, s.utc_day, 'calibrated'
from day_state as s
join twice as t on t.datastream = s.datastream
where tstzrange(s.utc_day::timestamp at time zone 'UTC', (s.utc_day + 1)::timestamp at time zone 'UTC')
  && t.valid;
