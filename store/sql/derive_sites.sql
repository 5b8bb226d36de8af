-- Every site and its zone.
select id, time_zone from site order by id
