-- What held until the next began was given no end when 0081 wrote down what had been said. Where
-- nothing held after the next one, it would begin to hold there again: it ends where that gap begins.
update fact_said as s set until = gap.at
from (
  select o.id, min(upper(f.valid)) as at
  from fact_said as o
  join fact as f on f.site = o.site and f.kind = o.kind and f.property = o.property
  where o.until is null
    and not upper_inf(f.valid)
    and (o.since is null or upper(f.valid) > o.since)
    and not exists (
      select from fact as n
      where n.site = f.site and n.kind = f.kind and n.property = f.property
        and lower(n.valid) = upper(f.valid)
    )
  group by o.id
) as gap
where s.id = gap.id;
