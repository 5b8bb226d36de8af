-- Rejected messages and readings per source and device: the groups count every one, kept or not.
with groups as (
  select source, device, sum(messages)::int8 as messages, sum(readings)::int8 as readings
  from rejected_group
  group by 1, 2
), said as (
  select source, device, sum(messages_rejected)::int8 as messages, sum(rejected)::int8 as readings
  from ledger
  group by 1, 2
), both_sides as (
  select source, device,
    coalesce(s.messages, 0) as messages_said, coalesce(g.messages, 0) as messages_counted,
    coalesce(s.readings, 0) as readings_said, coalesce(g.readings, 0) as readings_counted
  from said as s full join groups as g using (source, device)
)
select what, source, device, null::timestamptz as hour, said as ledger, counted
from both_sides, lateral (values
  ('messages_rejected', messages_said, messages_counted),
  ('rejected', readings_said, readings_counted)
) as side (what, said, counted)
where said <> counted and (%(device)s::text is null or device = %(device)s)
order by source, device, what
