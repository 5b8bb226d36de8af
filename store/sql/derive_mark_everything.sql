-- Mark every day that has a state or a raw reading: everything is computed again.
insert into dirty (channel, datastream, utc_day, cause)
select null, datastream, utc_day, 'again' from day_state
union
select channel, null, (time at time zone 'UTC')::date, 'again' from observation
union
select channel, null, (time at time zone 'UTC')::date, 'again' from passage
