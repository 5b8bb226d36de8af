-- Where devices' own numbering has gaps: messages that were lost before they reached us.
select device, session as boot, min(counter) as first, max(counter) as last,
  max(counter) - min(counter) + 1 - count(distinct counter) as missing
from uplink
where %(device)s::text is null or device = %(device)s
group by device, session
having max(counter) - min(counter) + 1 > count(distinct counter)
order by device, session
