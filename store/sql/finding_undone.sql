-- Open again what was decided by a mark that somebody has withdrawn since.
update finding as f set state = 'open', judgement = null
from judgement as j
where f.site = %(site)s and f.state in ('confirmed', 'real')
  and j.id = f.judgement and j.withdrawn_at is not null
