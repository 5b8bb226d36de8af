-- Day states keep what is spread within a quarter hour: how vehicles followed each other, and for
-- how long a place was how loud. analytics.speeds.following, analytics.environment.spread
alter table day_state add column spread bytea;

insert into dirty (channel, utc_day, cause)
select distinct channel, (time at time zone 'UTC')::date, 'method' from passage
union
select distinct o.channel, (o.time at time zone 'UTC')::date, 'method'
from observation as o
join channel as c on c.id = o.channel
where c.property = 'sound_level';
