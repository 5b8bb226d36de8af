-- Findings that touch a window, in the order of their beginnings.
select
  f.id, f.site, f.datastream, d.source_id, f.test, f.flag, f.begin_at, f.end_at, f.known_at,
  f.evidence, f.message_de, f.message_en, f.state, f.first_seen, f.last_seen, f.decided_by,
  f.decided_at, f.decided_why, f.judgement
from finding as f
join datastream as d on d.id = f.datastream
join site as s on s.id = f.site
where (%(site)s::text is null or f.site = %(site)s)
  and (not %(public_only)s or (s.public and d.bay is null and d.property <> 'bay_state'))
  and (%(since)s::timestamptz is null or f.end_at > %(since)s)
  and (%(until)s::timestamptz is null or f.begin_at < %(until)s)
  and f.state = any(%(states)s)
  and (%(after)s::text is null or (f.begin_at, f.id) > (%(after_begin)s::timestamptz, %(after)s))
order by f.begin_at, f.id
limit %(limit)s
