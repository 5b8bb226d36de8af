-- Of the newest 200 numbers of each device's session: how many frames came, how many never did.
select h.device, u.came, u.span - u.came as lost
from device_health as h
join lateral (
  select count(distinct counter) as came, max(counter) - min(counter) + 1 as span
  from uplink
  where device = h.device and session = h.session and counter > h.counter - 200
    and counter <= h.counter
) as u on u.came > 0
where %(device)s::text is null or h.device = %(device)s
