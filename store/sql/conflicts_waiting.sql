-- Other values for stored times that wait for a decision, in the order they were found.
select x.id, d.site, d.id as datastream, d.source_id, x.time, o.result as stored, sb.source as stored_source,
  x.result as other, b.source as other_source, x.seen, x.found_at
from conflict as x
join deployment as p on p.channel = x.channel and p.valid @> x.time
join datastream as d on d.id = p.datastream
left join observation as o on o.channel = x.channel and o.time = x.time
left join block as b on b.id = x.block
left join block as sb on sb.id = x.stored_block
where x.decided_at is null and (%(site)s::text is null or d.site = %(site)s)
order by x.id
limit %(limit)s
