-- Write what was found; what people have decided stays, and is not asked again of the same stretch:
-- what was dismissed stays as it was, until it lasts more than twice as long.
insert into finding (
  id, site, datastream, test, flag, begin_at, end_at, known_at, evidence, message_de, message_en,
  first_seen, last_seen, through
)
select
  f.id, %(site)s, f.datastream, f.test, f.flag, f.begin_at, f.end_at, f.known_at, f.evidence,
  f.message_de, f.message_en, %(now)s, %(now)s, %(through)s
from jsonb_to_recordset(%(found)s::jsonb) as f (
  id text, datastream int, test text, flag int2, begin_at timestamptz, end_at timestamptz,
  known_at timestamptz, evidence jsonb, message_de text, message_en text
)
where exists (select from finding as k where k.id = f.id)
  or not exists (
    select from finding as k
    where k.datastream = f.datastream
      and coalesce(%(kin)s::jsonb ->> k.test, k.test) = coalesce(%(kin)s::jsonb ->> f.test, f.test)
      and k.state in ('confirmed', 'real', 'dismissed')
      and 2 * (least(k.end_at, f.end_at) - greatest(k.begin_at, f.begin_at))
        >= f.end_at - f.begin_at
  )
on conflict (id) do update set
  test = excluded.test, flag = excluded.flag, end_at = excluded.end_at, known_at = excluded.known_at,
  evidence = excluded.evidence, message_de = excluded.message_de,
  message_en = excluded.message_en, last_seen = excluded.last_seen, through = excluded.through,
  state = case when finding.state in ('gone', 'dismissed') then 'open' else finding.state end
where finding.state <> 'dismissed'
  or excluded.end_at - excluded.begin_at > 2 * (finding.end_at - finding.begin_at)
returning (xmax = 0) as added
