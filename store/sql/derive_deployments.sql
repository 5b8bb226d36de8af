-- Which channel speaks for which datastream and when, from its acceptance.
select p.channel, p.datastream, span.from_ms, span.to_ms, p.factor, c.hold_max_s, c.device, v.model,
  c.name, p.campaign, p.angle_deg
from deployment as p
join channel as c on c.id = p.channel
join device as v on v.id = c.device
cross join lateral (
  select
    (extract(epoch from greatest(
      lower(p.valid), coalesce(p.accepted_at, v.accepted_at), '1900-01-01Z'
    )) * 1000)::int8 as from_ms,
    (extract(epoch from least(upper(p.valid), v.retired_at, '2300-01-01Z')) * 1000)::int8 as to_ms
) as span
where coalesce(p.accepted_at, v.accepted_at) is not null and span.from_ms < span.to_ms
order by p.datastream, span.from_ms
