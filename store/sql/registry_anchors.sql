-- The anchors of a car park.
select id, time, vehicles, remarks from anchor
where site = %(site)s and withdrawn_at is null
order by time
