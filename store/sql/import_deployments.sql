-- The deployments of a mapping's channels, as they stand; of single vehicles they are campaigns.
select p.id, p.channel, p.datastream, lower(p.valid), upper(p.valid),
  p.factor <> 1 or p.campaign <> (c.property = 'passage') or p.orientation_deg is not null
    as edited
from deployment as p
join channel as c on c.id = p.channel
where p.channel in (select channel from import_label where mapping = %(mapping)s)
order by p.channel, lower(p.valid)
