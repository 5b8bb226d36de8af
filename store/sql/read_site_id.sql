-- The id of a site, by id or by one of its aliases; the id wins.
select id from (
  select id, public, 1 as rank from site where id = %(named)s
  union all
  select s.id, s.public, 2 from site_alias as a join site as s on s.id = a.site
  where a.alias = %(named)s
) as found
where public or not %(public_only)s
order by rank
limit 1
