-- Other values for stored identities in a window, after one of them, with the value that stands.
select
  x.id, d.site, d.id as datastream, d.source_id, x.time, x.duration_ms, x.result as other,
  o.result as stored, x.seen, x.found_at, x.decision, b.source as other_source,
  sb.source as stored_source
from conflict as x
join deployment as p on p.channel = x.channel and p.valid @> x.time
join datastream as d on d.id = p.datastream
join site as s on s.id = d.site
left join observation as o
  on o.channel = x.channel and o.time = x.time and o.time >= %(since)s and o.time < %(until)s
left join block as b on b.id = x.block
left join block as sb on sb.id = x.stored_block
where (%(site)s::text is null or d.site = %(site)s)
  and (not %(public_only)s or (s.public and d.bay is null and d.property <> 'bay_state'))
  and x.time >= %(since)s and x.time < %(until)s
  and (%(after)s::int8 is null or x.id > %(after)s)
order by x.id
limit %(limit)s
