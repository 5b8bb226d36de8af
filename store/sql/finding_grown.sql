-- What was found where something decided about went on when it was last looked at: by decision.
select k.id, k.datastream, k.judgement, k.state, k.end_at as was_end_at, max(f.end_at) as end_at,
  array_agg(f.id) as found
from jsonb_to_recordset(%(found)s::jsonb) as f (
  id text, datastream int, test text, begin_at timestamptz, end_at timestamptz
)
join finding as k on k.site = %(site)s and k.datastream = f.datastream
  and k.state in ('confirmed', 'real') and k.judgement is not null
  and k.end_at >= k.through - %(slack)s::interval
  and f.begin_at between k.begin_at - %(slack)s::interval and k.end_at + %(slack)s::interval
  and f.end_at > k.end_at
  and coalesce(%(kin)s::jsonb ->> f.test, f.test) = coalesce(%(kin)s::jsonb ->> k.test, k.test)
group by k.id
order by k.begin_at
