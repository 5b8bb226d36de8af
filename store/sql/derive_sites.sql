-- Every site and its zone.
select id, time_zone, land from site order by id
