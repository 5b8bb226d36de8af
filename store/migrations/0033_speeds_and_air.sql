-- Days of air, weather, sound and speeds have states; a share of a histogram has its speed class.

-- Of property speed_share: from-to in km/h, the last class open: '0-10', '70-'. docs/indicators.md
alter table datastream add column speed_class text check (speed_class ~ '^\d+(\.\d)?-(\d+(\.\d)?)?$');

insert into dirty (channel, utc_day, cause)
select distinct o.channel, (o.time at time zone 'UTC')::date, 'method'
from observation as o
join channel as c on c.id = o.channel
where c.property not in (
  'count', 'count_total', 'free_spaces', 'operating_state', 'bay_state', 'people_present',
  'battery', 'battery_level', 'device_temperature', 'wind_direction'
)
union
select channel, (time at time zone 'UTC')::date, 'method' from passage;
