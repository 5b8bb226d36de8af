-- Where local hours begin at half past or a quarter to in UTC, annual figures are made from now on:
-- what such sites have counted is derived again.
insert into dirty (datastream, utc_day, cause)
select s.datastream, s.utc_day, 'time zone'
from day_state as s
join datastream as d on d.id = s.datastream
join site as t on t.id = d.site
where extract(epoch from timestamp '2020-01-01' at time zone t.time_zone)::bigint % 3600 <> 0;
