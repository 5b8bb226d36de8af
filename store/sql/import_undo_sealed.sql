-- The sealed months of which a run has files.
select m.month
from sealed_month as m
where m.state <> 'restored' and exists (
  select from import_file as f
  where f.run = %(run)s and f.span && tstzrange(
    m.month::timestamp at time zone 'UTC',
    (m.month + interval '1 month') at time zone 'UTC')
)
order by m.month
