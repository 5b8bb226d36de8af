-- Where devices' own numbering has gaps: messages that were lost before they reached us. A step over step_max is none.
with stepped as (
  select device, session, counter,
    counter - lag(counter) over (partition by device, session order by counter) as step
  from (select distinct device, session, counter from uplink where %(device)s::text is null or device = %(device)s) as frame
), counted as (
  select device, session, counter,
    count(*) filter (where step > %(step_max)s) over (partition by device, session order by counter) as steps
  from stepped
)
select device, session as boot, min(counter) as first, max(counter) as last,
  max(counter) - min(counter) + 1 - count(*) as missing
from counted
group by device, session, steps
having max(counter) - min(counter) + 1 > count(*)
order by device, session, first
